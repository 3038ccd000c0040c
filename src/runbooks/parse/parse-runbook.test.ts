import assert from "node:assert/strict";
import { test } from "node:test";
import { parseYamlText } from "../../sources/runbooks/parse-yaml-text.ts";
import { smallRunbook } from "../runbook.case.ts";
import { type ParsedRunbook, parseRunbook } from "./parse-runbook.ts";

function parse(text: string, file = "X1-example.md"): ParsedRunbook {
  return parseRunbook(file, text, parseYamlText);
}

test("a runbook is its front matter, its steps in order, its guardrails and its report's form", () => {
  const parsed = parse(smallRunbook);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const { id, slug, name, steps, triggers, escalation, safety, outputFormat, text } = parsed.runbook;
  assert.deepEqual([id, slug, name], ["X1", "example", "X1-example"]);
  assert.deepEqual(
    triggers.map((trigger) => (trigger.kind === "words" ? trigger.words : `${trigger.kind}:${trigger.id}`)),
    ["limit:snat-ports", "check:drops", "time-outs to one place"],
  );
  assert.deepEqual(
    steps.map(({ phase, level, line, act, where }) => [phase, level, line, act.kind, where?.ids.join()]),
    [
      ["Triage", "MUST", 20, "call", undefined],
      ["Triage", "MUST", 22, "call", undefined],
      ["Triage", "MAY", 25, "read", undefined],
      ["Enrich", "MUST", 30, "decide", "snat-ports,none"],
      ["Enrich", "SHOULD", 33, "call", "snat-ports"],
      ["Report", "MUST", 38, "call", undefined],
      ["Report", "MUST", 39, "state", undefined],
      ["Report", "MUST", 40, "state", undefined],
    ],
  );
  assert.equal(steps[0]?.text, "`diagnose(instanceId={instanceId})`: which limit, and how sure.");
  assert.deepEqual(
    escalation.map(({ where }) => where?.of),
    ["limit", undefined],
  );
  assert.deepEqual(
    safety.map(({ rating }) => rating),
    ["GREEN", "RED"],
  );
  assert.equal(outputFormat.mitigation.long_term, "x");
  assert.equal(text, smallRunbook);
});

test("line ends of another system and a mark of byte order change nothing", () => {
  const parsed = parse(`\uFEFF${smallRunbook.replaceAll("\n", "\r\n")}`);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  assert.equal(parsed.runbook.steps.length, 8);
});

/** What is changed, and the line and words of the problem that it makes. */
const broken: readonly (readonly [name: string, from: string, to: string, line: number, what: RegExp])[] = [
  ["no front matter", "---\ntitle", "title", 1, /front matter/],
  ["front matter that is no YAML", "owner: somebody", 'owner: "somebody', 10, /no YAML/],
  ["a field that is missing", "owner: somebody\n", "", 2, /owner/],
  ["a field that nobody knows", "owner: somebody", "owners: somebody\nowner: somebody", 2, /owners/],
  ["a severity that there is not", "severity: WARNING", "severity: HIGH", 5, /severity/],
  ["a trigger of no limit", '"limit:snat-ports"', '"limit:snat"', 7, /limit:snat/],
  ["a section that is missing", "## Common Issues", "## Usual Issues", 77, /Common Issues/],
  ["a phase without MUST", "## Phase 2 — Enrich\n\nMUST:", "## Phase 2 — Enrich\n\nMAY:", 28, /no MUST step/],
  ["a step under no level", "MUST:\n- Where", "- Where", 29, /stands under none/],
  ["prose between steps", "MAY:\n- Ask a colleague.", "MAY:\nAsk a colleague.", 25, /no step/],
  ["a MUST step that nobody can perform", "MAY:\n- Ask", "MUST:\n- Ask", 25, /Ullage performs it/],
  ["a call that is not closed", "instanceId={instanceId}, severity", "instanceId={instanceId} severity", 22, /comma is missing/],
  ["a placeholder of nothing", "finding_ids={findingIds}", "finding_ids={ids}", 38, /\{ids\}/],
  ["two calls in one step", "the findings.", "the findings, and `status(executionId={executionId})`.", 22, /one call/],
  ["a condition of no limit", "is `snat-ports` or `none`:", "is `snat` or `none`:", 30, /"snat" is no limit/],
  [
    "a condition that is put otherwise",
    "Where `limit` is `snat-ports` or `none`:",
    "Where `limit` = `snat-ports`:",
    30,
    /a condition reads/,
  ],
  ["a part of the report that there is not", "State `root_cause`", "State `cause`", 39, /"cause"/],
  [
    "a condition of escalation that is wrong",
    '"Where `limit` is `snat-ports`: call',
    '"Where `limits` is `snat-ports`: call',
    45,
    /"limits"/,
  ],
  ["a rating without its colour", "GREEN – nothing", "nothing", 49, /GREEN, YELLOW or RED/],
  ["an issue without its resolution", '  resolution: "c"\n', "", 54, /resolution/],
  ["an output format without its fence", "```yaml\nroot_cause", "root_cause", 66, /fence/],
  ["an output format without a key", '  long_term: "x"\n', "", 73, /long_term/],
  ["the verdict asked for too early", "- `diagnose(instanceId={instanceId})`: which limit,\n  and how sure.\n", "", 20, /diagnose/],
];

for (const [name, from, to, line, what] of broken) {
  test(`${name} is told with its line`, () => {
    assert.ok(smallRunbook.includes(from), "the case changes something");
    const parsed = parse(smallRunbook.replace(from, to));
    assert.ok(!parsed.ok);
    const found = parsed.problems.find((problem) => what.test(problem.what));
    assert.ok(found !== undefined, JSON.stringify(parsed.problems));
    assert.equal(found.line, line, JSON.stringify(parsed.problems));
  });
}

test("every problem is told at once, in the order of the file", () => {
  const parsed = parse(
    smallRunbook.replace("severity: WARNING", "severity: HIGH").replace("State `root_cause`", "State `cause`"),
    "example.md",
  );
  assert.ok(!parsed.ok);
  assert.deepEqual(
    parsed.problems.map(({ line }) => line),
    [1, 5, 39],
  );
});

test("what is no runbook at all is told, and nothing is thrown", () => {
  for (const text of [
    "",
    "---",
    "---\n---",
    "\u0000\u0001",
    "# Title\n\nWords.",
    "## Phase 1 — Triage",
    "```\n".repeat(1000),
    "---\n- a\n---\n",
  ])
    assert.equal(parse(text).ok, false, JSON.stringify(text.slice(0, 20)));
});
