import assert from "node:assert/strict";
import { test } from "node:test";
import { renderText } from "../render-text.ts";
import { answerOf, largeFleet, silent, workload } from "./fleet.case.ts";
import { type FleetDiagnosis, fleetDiagnosisReport, fleetDiagnosisResult, worstSeverity } from "./fleet-diagnosis.ts";

const textOf = (fleet: FleetDiagnosis) => renderText(fleetDiagnosisReport(fleet, "--agents-node"));

for (const [what, fleet, severity, title] of [
  ["nobody answered", { answers: [], unanswered: [silent("a"), silent("b")] }, "unknown", "0 of 2 nodes answered"],
  ["one is well", { answers: [answerOf("a", "ok")], unanswered: [] }, "ok", "1 of 1 node answered: 1 ok"],
  [
    "one is well and one is silent",
    { answers: [answerOf("a", "ok")], unanswered: [silent("b")] },
    "unknown",
    "1 of 2 nodes answered: 1 ok; 1 did not",
  ],
  [
    "one is in a warning and one is silent",
    { answers: [answerOf("a", "notice"), answerOf("b", "warning")], unanswered: [silent("c")] },
    "warning",
    "2 of 3 nodes answered: 1 warning, 1 notice; 1 did not",
  ],
  [
    "one is critical",
    { answers: [answerOf("a", "ok"), answerOf("b", "unknown"), answerOf("c", "critical")], unanswered: [] },
    "critical",
    "3 of 3 nodes answered: 1 critical, 1 unknown, 1 ok",
  ],
] as const satisfies readonly (readonly [string, FleetDiagnosis, string, string])[]) {
  test(`where ${what} it is ${severity}`, () => {
    assert.equal(worstSeverity(fleet), severity);
    assert.equal(textOf(fleet).split("\n")[0], title);
  });
}

test("nodes come worst first, those of one severity by name with numbers as numbers", () => {
  const answers = [answerOf("n-10", "ok"), answerOf("n-9", "ok"), answerOf("x", "critical"), answerOf("w", "unknown")];
  const { nodes } = fleetDiagnosisResult({ answers, unanswered: [] });
  assert.deepEqual(
    nodes.map(({ node }) => node),
    ["x", "w", "n-9", "n-10"],
  );
});

test("of two hundred nodes the three in trouble and the seven that are silent are in sight, and the data has all", () => {
  const lines = textOf(largeFleet()).split("\n");
  assert.ok(lines.length < 60, `${lines.length} lines`);
  assert.equal(lines[0], "193 of 200 nodes answered: 3 critical, 190 ok; 7 did not");
  assert.deepEqual(
    lines.slice(3, 6).map((line) => line.trim().split(/\s+/).slice(0, 2)),
    [
      ["node-41", "critical"],
      ["node-111", "critical"],
      ["node-181", "critical"],
    ],
  );
  assert.ok(lines.includes("… and 173 more: 173 ok (--output json has them all)"));
  assert.ok(lines.includes("  - node-194, node-195, node-196, node-197, node-198: no connection within 10 s"));
  assert.ok(lines.includes("  - node-199, node-200: nothing listens there"));
  assert.equal(fleetDiagnosisResult(largeFleet()).nodes.length, 193);
});

test("a workload in the tables of several nodes is named once, with its part of each; an address of different hosts is not", () => {
  const shared = workload("Deployment shop/checkout", 0.6);
  const answers = [
    answerOf("a", "critical", [shared, workload("10.0.0.9", 0.1, "10.0.0.9")]),
    answerOf("b", "warning", [shared, workload("10.0.0.9", 0.1, "10.0.0.9")]),
    answerOf("c", "ok", [workload("Deployment shop/checkout", 0.9)]),
  ];
  const text = textOf({ answers, unanswered: [] });
  assert.match(text, /On several of them\n {2}- Deployment shop\/checkout: a 60.0 %, b 60.0 %\n\n/);
  assert.doesNotMatch(text, /- 10\.0\.0\.9:/);
});

test("what helps against silence is said where somebody is silent, and not where somebody refused", () => {
  assert.match(textOf({ answers: [], unanswered: [silent("a")] }), /ullage_verdict_info/);
  const refused = { agent: "a", code: "refused", because: "it refuses (401)" } as const;
  assert.doesNotMatch(textOf({ answers: [], unanswered: [refused] }), /ullage_verdict_info/);
});

test("where more are in trouble than a person reads of, the number of the others is said", () => {
  const answers = Array.from({ length: 100 }, (_, number) => answerOf(`n-${number}`, "critical"));
  const text = textOf({ answers, unanswered: [] });
  assert.match(text, /92 more are in trouble\. The whole answer of one node, .* --agents-node and its name\./);
  assert.match(text, /… and 40 more: 40 critical/);
});

test("names that mean harm do none, in the words and in the data", () => {
  const hostile = "\x1b[2J\u202enode";
  const fleet = {
    answers: [
      { ...answerOf(hostile, "critical", [workload(hostile, 0.5)]), agent: hostile },
      answerOf("b", "critical", [workload(hostile, 0.4)]),
    ],
    unanswered: [silent(hostile, hostile)],
  };
  for (const text of [textOf(fleet), JSON.stringify(fleetDiagnosisResult(fleet))]) {
    assert.equal(text.includes("\x1b"), false);
    assert.equal(text.includes("\u202e"), false);
  }
});
