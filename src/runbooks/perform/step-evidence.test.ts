import assert from "node:assert/strict";
import { test } from "node:test";
import { stepEvidence } from "./step-evidence.ts";

const cases = [
  [
    "a finding is its id, title, line and place",
    { findings: [{ finding_id: "F-1", title: "T", sample: "line", count: 3, file: "dmesg", line: 7 }] },
    [{ id: "F-1", text: "T: line (count 3)", at: "dmesg:7" }],
  ],
  [
    "evidence of a verdict is its line and source",
    { evidence: [{ id: "E-1", type: "drops", content: "[ISSUE] drops", source: "/proc/x" }] },
    [{ id: "E-1", text: "[ISSUE] drops", at: "/proc/x" }],
  ],
  [
    "a search tells what its counters prove before where they stand, and marks what is no hit",
    {
      assessment: ["a = 0: no hit"],
      results: [{ finding_id: "S-1", file: "ethtool.txt", matchCount: 1, isHit: false, matches: [{ lineNumber: 2, line: "a: 0" }] }],
    },
    [{ text: "a = 0: no hit" }, { id: "S-1", text: "no hit: a: 0 (matchCount 1)", at: "ethtool.txt:2" }],
  ],
  [
    "a talker is its name and share",
    { talkers: [{ name: "10.0.0.1", entries: 5, share: 0.5 }] },
    [{ text: "10.0.0.1 (entries 5, 50.0 %)" }],
  ],
  [
    "an explanation is the id and its title",
    { id: "x", explanations: [{ catalogue: "check", id: "x", title: "T", means: "M" }] },
    [{ id: "x", text: "T" }],
  ],
  ["nodes have their verdict", { nodes: [{ instanceId: "a", severity: "ok", limit: "none" }] }, [{ text: "a (ok, none)" }]],
  [
    "nothing found is told by its numbers",
    { success: true, findings: [], totalFindings: 0, cached: true },
    [{ text: "findings: none, totalFindings 0" }],
  ],
  ["an empty answer gives none", {}, []],
  ["what is no list of records is passed over", { findings: "x", results: [1, null, "y"], evidence: {} }, [{ text: "findings x" }]],
] as const;

for (const [name, value, expected] of cases) {
  test(name, () => assert.deepEqual(stepEvidence(value), expected));
}

test("a long list and a long line are cut, and how much is left is said", () => {
  const evidence = stepEvidence({
    findings: Array.from({ length: 9 }, (_, index) => ({ finding_id: `F-${index}`, title: "x".repeat(1000) })),
  });
  assert.equal(evidence.length, 7);
  assert.equal(evidence.at(-1)?.text, "and 3 more");
  assert.ok(evidence.every(({ text }) => text.length < 300));
});

test("what a node wrote is shown harmlessly", () => {
  assert.deepEqual(stepEvidence({ findings: [{ title: "a\u001b[2Jb\u202e" }] }), [{ text: "a\\x1b[2Jb\\u{202e}" }]);
});
