import assert from "node:assert/strict";
import { test } from "node:test";
import { caseTakenAtMs, snapshotOf } from "../checks/check.case.ts";
import { runChecks } from "../checks/run-checks.ts";
import type { Signal } from "../model/signal.ts";
import { type CheckOutcome, checkDocument, checkNpdLine, checkResult, checkSummary, checkText } from "./check-report.ts";

const signal = (id: string, level: Signal["level"], line: string): Signal => ({
  id,
  level,
  line,
  source: "/proc",
  takenAtMs: caseTakenAtMs,
});

const outcome = (...signals: readonly Signal[]): CheckOutcome => ({
  node: "node-a",
  takenAtMs: caseTakenAtMs,
  windowSeconds: 2,
  full: false,
  signals,
});

const usage = signal("usage", "ok", "[OK] Conntrack usage: 621 / 262144 (~0%)");
const share = signal("udp-share", "not-evaluated", "[INFO] UDP share: not evaluated: needs a walk of the table (--full)");

test("checks that nobody asked for are in the sum and in the data, not among the lines", () => {
  assert.equal(
    checkText(outcome(usage, share)),
    "[OK] Conntrack usage: 621 / 262144 (~0%)\n1 ok, 1 not evaluated (--full walks the table)\n",
  );
  assert.equal(checkResult(outcome(usage, share)).notEvaluated, 1);
});

test("the sum counts each level", () => {
  const signals = [
    usage,
    usage,
    signal("drops", "issue", "[ISSUE] x"),
    signal("drops", "issue", "[ISSUE] y"),
    signal("hash-load", "warning", "[WARN] z"),
  ];
  assert.equal(checkSummary(outcome(...signals)), "2 ok, 1 warning, 2 issues");
});

test("one sample is told that two would say more", () => {
  const now = snapshotOf({ cpuCounters: { origin: "procfs", perCpu: [{ cpu: 0, counters: { drop: 5 } }] } }, caseTakenAtMs);
  const signals = runChecks({ now }, { full: false, only: ["drops"] });
  assert.equal(checkSummary({ ...outcome(...signals), windowSeconds: 0 }), "1 not evaluated (--window compares two samples)");
});

test("a replay says what it replays", () => {
  assert.equal(
    checkSummary({ ...outcome(usage), recording: "fixtures/a" }),
    "1 ok; recording fixtures/a of node-a, taken 2026-01-15T12:00:00.000Z",
  );
});

test("only the prefix is painted", () => {
  assert.equal(
    checkText(outcome(usage), (prefix, level) => `<${level}>${prefix}</>`),
    "<ok>[OK]</> Conntrack usage: 621 / 262144 (~0%)\n1 ok\n",
  );
});

test("a reading that was partial is remarked once, however many signals it carries", () => {
  const partial = { ...usage, remarks: ["3 rows could not be understood"] };
  assert.equal(checkText(outcome(partial, partial)).match(/Read in part: 3 rows/g)?.length, 1);
});

test("a process cannot write to the terminal by its name, in any form of the answer", () => {
  const hostile = { ...signal("pod-tables", "ok", "[OK] Pod tables: process 7 \x1b]0;owned\x07\u202e"), subject: "\x1b[2J" };
  for (const text of [
    checkText(outcome(hostile)),
    JSON.stringify(checkResult(outcome(hostile))),
    JSON.stringify(checkDocument(outcome(hostile))),
  ]) {
    assert.doesNotMatch(text.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
    assert.match(text, /x1b\]0;owned/);
  }
});

for (const [what, signals, line] of [
  ["the usage when all is well", [usage, signal("drops", "warning", "[WARN] d")], usage.line],
  ["the issue when there is one", [usage, signal("drops", "issue", "[ISSUE] Conntrack drops: 5")], "[ISSUE] Conntrack drops: 5"],
  [
    "the first issue and how many more",
    [signal("usage", "issue", "[ISSUE] a"), signal("drops", "issue", "[ISSUE] b"), signal("pod-tables", "issue", "[ISSUE] c")],
    "[ISSUE] a (+2 more)",
  ],
  ["80 characters of a long line", [signal("usage", "issue", `[ISSUE] ${"x".repeat(100)}`)], `[ISSUE] ${"x".repeat(69)}...`],
  ["no character of two bytes", [signal("usage", "issue", "[ISSUE] é")], "[ISSUE] ?"],
  ["something even when nothing was checked", [], "[INFO] no check was made"],
] as const) {
  test(`npd is told ${what}`, () => assert.equal(checkNpdLine(outcome(...signals)), line));
}
