import assert from "node:assert/strict";
import { test } from "node:test";
import type { z } from "zod";
import { caseTakenAtMs, cpuCounters, missing, snapshotOf } from "../checks/check.case.ts";
import { runChecks } from "../checks/run-checks.ts";
import { type CheckResult, checkResult } from "../report/check-report.ts";
import { checkResultSchema } from "./check-result.ts";
import { assertType, type DeepMutable, type Same } from "./deep-mutable.case.ts";

assertType<Same<DeepMutable<CheckResult>, DeepMutable<z.infer<typeof checkResultSchema>>>>();

for (const [what, now] of [
  ["a full node", { tableUsage: { count: 262_144, max: 262_144, buckets: 65_536 }, cpuCounters: cpuCounters({ drop: 5 }) }],
  ["a node that tells nothing", { tableUsage: missing }],
  [
    "a node whose process names are hostile",
    { tableUsage: { count: 1, max: 2 }, namespaces: [{ pid: 7, command: "\x1b[2J\u202e", isOwn: false, count: 2 }] },
  ],
] as const) {
  test(`the answer for ${what} keeps the contract`, () => {
    const signals = runChecks({ now: snapshotOf(now, caseTakenAtMs) }, { full: true });
    const built = checkResult({ node: "node-a", takenAtMs: caseTakenAtMs, windowSeconds: 0, full: true, signals });
    const overTheWire: unknown = JSON.parse(JSON.stringify(built));
    assert.deepEqual(checkResultSchema.parse(overTheWire), overTheWire);
  });
}

test("a signal without value or limit says null", () => {
  const signals = runChecks({ now: snapshotOf({ tableUsage: missing }, caseTakenAtMs) }, { full: false, only: ["usage"] });
  const [signal] = checkResult({ node: "n", takenAtMs: 0, windowSeconds: 0, full: false, signals }).signals;
  assert.deepEqual([signal?.value, signal?.limit], [null, null]);
});
