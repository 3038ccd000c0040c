import assert from "node:assert/strict";
import { test } from "node:test";
import type { Reading } from "../../model/reading.ts";
import { PartReadings } from "./part-readings.ts";

function readingsAt() {
  const clock = { monotonic: 0, wall: 5_000_000, nowMs: () => clock.wall, monotonicMs: () => clock.monotonic };
  const said: string[] = [];
  const say = (message: string) => void said.push(message);
  const readings = new PartReadings({
    ...{ node: "node-7", clock, logger: { info: say, warn: say, error: say }, windowSeconds: 20 },
    ageLimitSeconds: () => 60,
  });
  const pass = (seconds: number) => {
    clock.monotonic += seconds * 1000;
    clock.wall += seconds * 1000;
  };
  return { readings, clock, pass, said };
}

const softnet = (
  dropped: number,
): Reading<{ perCpu: readonly { cpu: number; processed: number; dropped: number; timeSqueeze: number }[] }> => ({
  ...{ status: "present", source: "/proc/net/softnet_stat", takenAtMs: 0 },
  value: { perCpu: [{ cpu: 0, processed: 0, dropped, timeSqueeze: 0 }] },
});
const dropped = (reading: Reading<{ readonly perCpu: readonly { readonly dropped: number }[] }> | undefined) =>
  reading?.status === "present" ? reading.value.perCpu[0]?.dropped : reading?.status;

test("what was known before is the newest reading a window before the latest, each with its own time", () => {
  const { readings, pass } = readingsAt();
  for (let number = 0; number <= 10; number++) {
    readings.put("softnet", softnet(number));
    if (number < 10) pass(5);
  }
  assert.equal(dropped(readings.now().parts.softnet), 10);
  const before = readings.before(20);
  assert.equal(dropped(before?.parts.softnet), 6);
  assert.equal(before?.readAtMonotonicMs?.softnet, 30_000);
});

test("a part that was read once has nothing before it", () => {
  const { readings } = readingsAt();
  assert.equal(readings.before(20), undefined);
  readings.put("softnet", softnet(1));
  assert.equal(readings.before(20), undefined);
});

test("across a gap nothing is compared", () => {
  const { readings, pass } = readingsAt();
  readings.put("softnet", softnet(1));
  pass(1000);
  readings.put("softnet", softnet(2));
  assert.equal(readings.before(20), undefined);
});

test("a reading that is too old is a failure that says so, and what came before it is as missing", () => {
  const { readings, pass } = readingsAt();
  readings.put("softnet", softnet(1));
  pass(61);
  const { softnet: old } = readings.now().parts;
  assert.equal(old?.status, "failed");
  assert.match(old?.status === "failed" ? old.reason : "", /last read 1 min 1 s ago|last read 61 s ago/);
});

test("what is kept is bounded, however often a part is read", () => {
  const { readings, pass } = readingsAt();
  for (let number = 0; number < 5000; number++) {
    readings.put("softnet", softnet(number));
    pass(0.01);
  }
  const before = readings.before(20);
  assert.equal(dropped(before?.parts.softnet), 4960);
});

test("when the wall clock is set, times of readings and in them move with it", () => {
  const { readings, clock } = readingsAt();
  const record = { atMs: clock.wall - 30_000, event: { kind: "table-full" }, message: "full" } as const;
  readings.put("kernelLog", { status: "present", value: { records: [record] }, source: "/dev/kmsg", takenAtMs: clock.wall });
  clock.wall -= 3_600_000;
  const { kernelLog } = readings.now().parts;
  assert.deepEqual(
    [kernelLog?.takenAtMs, kernelLog?.status === "present" ? kernelLog.value.records[0]?.atMs : undefined],
    [clock.wall, clock.wall - 30_000],
  );
});

test("what changes is said once", () => {
  const { readings, said } = readingsAt();
  const gone = { status: "absent", reason: "gone", source: "/proc", takenAtMs: 0 } as const;
  for (const reading of [softnet(1), softnet(2), gone, gone, softnet(3)]) readings.put("softnet", reading);
  assert.deepEqual(said, ["softnet cannot be read", "softnet can be read again"]);
});
