import assert from "node:assert/strict";
import { test } from "node:test";
import type { FollowedReading } from "../../sources/kernel-log-follower.ts";
import { KernelLogWatch } from "./kernel-log-watch.ts";
import { quietLog } from "./watched-node.case.ts";

const full = { event: { kind: "table-full" }, message: "nf_conntrack: table full, dropping packet" } as const;

function watchOf(readings: FollowedReading[]) {
  let closed = 0;
  const kernelLog = {
    readAll: async () => quietLog,
    follow: () => ({ poll: async () => readings.shift() ?? quietLog, close: () => void closed++ }),
  };
  const clock = { nowMs: () => 1000, monotonicMs: () => 1000 };
  const watch = new KernelLogWatch({ kernelLog, clock }, { info: () => {}, warn: () => {}, error: () => {} });
  return { watch, closed: () => closed };
}

test("what is kept of the log is bounded, and what is counted is not", async () => {
  const { watch } = watchOf(Array.from({ length: 20 }, () => ({ ...quietLog, records: Array.from({ length: 50 }, () => full) })));
  let kept = 0;
  for (let poll = 0; poll < 20; poll++) {
    const reading = await watch.poll();
    kept = reading.status === "present" ? reading.value.records.length : -1;
  }
  assert.deepEqual([kept, watch.tableFullRecords], [200, 19 * 50]);
});

test("a bug is thrown to whoever polls", async () => {
  const follow = () => {
    throw new TypeError("a bug");
  };
  const clock = { nowMs: () => 0, monotonicMs: () => 0 };
  const logger = { info: () => {}, warn: () => {}, error: () => {} };
  const watch = new KernelLogWatch({ kernelLog: { readAll: async () => quietLog, follow }, clock }, logger);
  await assert.rejects(watch.poll(), TypeError);
});

test("what is kept open is given back", async () => {
  const { watch, closed } = watchOf([]);
  await watch.poll();
  watch.close();
  watch.close();
  assert.equal(closed(), 1);
});
