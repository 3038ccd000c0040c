import assert from "node:assert/strict";
import { test } from "node:test";
import type { Signal, SignalLevel } from "../model/signal.ts";
import { caseTakenAtMs, missing, snapshotOf } from "./check.case.ts";
import { checks } from "./index.ts";
import { checkStatus, runChecks, selectChecks } from "./run-checks.ts";

const signal = (id: string, level: SignalLevel): Signal => ({ id, level, line: "", source: "", takenAtMs: 0 });

for (const [what, signals, status] of [
  ["all is ok", [signal("usage", "ok"), signal("drops", "ok")], "ok"],
  ["one is a notice", [signal("usage", "ok"), signal("drops", "notice")], "notice"],
  ["the worst of several counts", [signal("usage", "warning"), signal("drops", "issue"), signal("hash-load", "ok")], "issue"],
  ["what was not evaluated does not count", [signal("usage", "ok"), signal("drops", "not-evaluated")], "ok"],
  ["the usage could not be read, whatever else was", [signal("drops", "issue"), signal("usage", "not-evaluated")], "unknown"],
  ["nothing was evaluated", [signal("drops", "not-evaluated")], "unknown"],
  ["nothing was asked", [], "unknown"],
] as const) {
  test(`the status is ${status} when ${what}`, () => assert.equal(checkStatus(signals), status));
}

test("a node that tells nothing gets a signal for every check, and none of them is a level", () => {
  const nothing = snapshotOf({ tableUsage: missing, cpuCounters: missing }, caseTakenAtMs);
  const signals = runChecks({ now: nothing }, { full: true });
  assert.deepEqual(
    signals.map(({ id }) => id),
    checks.map(({ id }) => id),
  );
  assert.ok(signals.every(({ level }) => level === "not-evaluated"));
});

test("checks that walk the table are not made unless asked, and say so", () => {
  const now = snapshotOf({ tableUsage: { count: 1, max: 2 } }, caseTakenAtMs);
  const [share] = runChecks({ now }, { full: false, only: ["udp-share"] });
  assert.deepEqual([share?.level, share?.line], ["not-evaluated", "[INFO] UDP share: not evaluated: needs a walk of the table (--full)"]);
});

test("a threshold reaches the check that it names and no other", () => {
  const now = snapshotOf(
    { tableUsage: { count: 50, max: 100, buckets: 100 }, namespaces: [{ pid: 7, command: "x", isOwn: false, count: 50 }] },
    caseTakenAtMs,
  );
  const levels = runChecks({ now }, { full: false, only: ["usage", "pod-tables"], settings: { usage: { warningRatio: 0.5 } } });
  assert.deepEqual(
    levels.map(({ id, level }) => [id, level]),
    [
      ["usage", "warning"],
      ["pod-tables", "ok"],
    ],
  );
});

test("two samples taken at the same moment have no window to judge", () => {
  const sample = snapshotOf({ cpuCounters: { origin: "procfs", perCpu: [{ cpu: 0, counters: { drop: 5 } }] } }, caseTakenAtMs);
  assert.equal(runChecks({ now: sample, earlier: sample }, { full: false, only: ["drops"] })[0]?.level, "not-evaluated");
});

test("a selection keeps the order of the catalogue", () => {
  assert.deepEqual(
    selectChecks({ only: ["hash-load", "usage"] }).map(({ id }) => id),
    ["usage", "hash-load"],
  );
});
