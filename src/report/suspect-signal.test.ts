import assert from "node:assert/strict";
import { test } from "node:test";
import { OpenFindings } from "../analysis/open-findings.ts";
import { checks } from "../checks/index.ts";
import type { Suspect } from "../model/suspect.ts";
import { causeOfSuspect, quietSuspects, suspectSignal } from "./suspect-signal.ts";
import { findingRecord } from "./watch-record.ts";

const atMs = Date.UTC(2026, 0, 15, 12, 0, 0);
const suspect: Suspect = {
  ...{ cause: "connection-churn", dimension: "workload", name: "Deployment shop/check\x1bout", confidence: "high" },
  ...{ because: "900 of its 1,000 TCP entries are closed connections in TIME_WAIT", entries: 1000, share: 0.5 },
};

for (const [name, own, use, level] of [
  ["a sure suspect in a table that is used warns", suspect, 0.5, "warning"],
  ["in a table that is hardly used it does not", suspect, 0.05, "notice"],
  ["nor does one that is not sure", { ...suspect, confidence: "medium" as const }, 0.5, "notice"],
] as const) {
  test(name, () => assert.equal(suspectSignal(own, use, atMs).level, level));
}

test("a suspect opens with its cause, and closes after three looks without it", () => {
  const findings = new OpenFindings();
  const looks = [[suspect], [suspect], [], [], []].map((suspects, index) => {
    const time = { atMs: atMs + index * 2000, monotonicMs: index * 2000 };
    return findings.look([...suspects.map((own) => suspectSignal(own, 0.5, time.atMs)), ...quietSuspects(time.atMs)], time);
  });
  assert.deepEqual(
    looks.map((changes) => changes.map(({ kind }) => kind)),
    [["opened"], [], [], [], ["closed"]],
  );
  const { type, check, cause, subject } = findingRecord(looks[0]![0]!, atMs);
  assert.deepEqual([type, check, cause], ["finding-open", "suspect-connection-churn", "connection-churn"]);
  assert.equal(subject?.includes("\x1b"), false);
});

test("no check has the id of a suspect", () => {
  for (const { id } of checks) assert.equal(causeOfSuspect(id), undefined);
});
