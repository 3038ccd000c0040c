import assert from "node:assert/strict";
import { test } from "node:test";
import type { Finding } from "../../model/finding.ts";
import { type CompareFindingsOptions, compareFindings, type FindingsOfNode } from "./compare-findings.ts";
import { compareInsight } from "./compare-insight.ts";
import { findingOf } from "./fleet.case.ts";

function nodeOf(node: string, findings: readonly Finding[], notEvaluated: readonly string[] = [], hasLogs = true): FindingsOfNode {
  return { node, findings, notEvaluated: new Set(notEvaluated), hasLogs };
}

const drops = findingOf("drops", "critical");
const churn = findingOf("time-wait-share", "medium");
const logged = (subject: string) => findingOf("conntrack-table-full", "critical", { from: "log", subject });

function compared(nodes: readonly FindingsOfNode[], options: CompareFindingsOptions = { hasCommonNames: true }) {
  const comparison = compareFindings(nodes, options);
  const { kind } = compareInsight({ findings: comparison, spanSeconds: 0, hasCommonNames: options.hasCommonNames, well: 0 });
  const words = (rows: typeof comparison.rows) =>
    rows.map(({ source, subject }) => (subject === undefined ? source : `${source} ${subject}`));
  return {
    kind,
    everywhere: words(comparison.everywhere),
    alone: Object.fromEntries(comparison.alone.map(({ node, rows }) => [node, words(rows)])),
    open: words(comparison.open),
    sameKind: comparison.sameKind,
    matrix: comparison.rows.map(({ source, on }) => [source, ...on]),
  };
}

test("what is on all nodes points to the cluster", () => {
  const { kind, everywhere, alone, matrix } = compared([nodeOf("a", [churn, drops]), nodeOf("b", [drops, churn])]);
  assert.equal(kind, "common");
  assert.deepEqual(everywhere, ["drops", "time-wait-share"]);
  assert.deepEqual(alone, { a: [], b: [] });
  assert.deepEqual(matrix, [
    ["drops", "critical", "critical"],
    ["time-wait-share", "medium", "medium"],
  ]);
});

test("what several have and not all makes a group, and nobody's own matter", () => {
  const { kind, everywhere, alone } = compared([nodeOf("a", [drops, churn]), nodeOf("b", [drops, churn]), nodeOf("c", [])]);
  assert.deepEqual([kind, everywhere, alone], ["mixed", [], { a: [], b: [], c: [] }]);
});

test("what is on one and was looked for in vain on the others is that one's alone", () => {
  const { kind, alone, open } = compared([nodeOf("a", [drops]), nodeOf("b", [churn]), nodeOf("c", [])]);
  assert.equal(kind, "individual");
  assert.deepEqual(alone, { a: ["drops"], b: ["time-wait-share"], c: [] });
  assert.deepEqual(open, []);
});

test("where nobody could look, nothing is said to be absent or to be of one alone", () => {
  const { kind, alone, open, matrix } = compared([nodeOf("a", [drops, logged("")]), nodeOf("b", [], ["drops"], false)]);
  assert.equal(kind, "individual");
  assert.deepEqual(alone, { a: [], b: [] });
  assert.deepEqual(open.toSorted(), ["conntrack-table-full ", "drops"]);
  assert.deepEqual(
    matrix.map(([, , state]) => state),
    ["not-evaluated", "not-evaluated"],
  );
});

test("findings are the same by what they are and what about, not by their ids", () => {
  const [a, b] = [logged("netns 1"), { ...logged("netns 1"), id: "F-another" }];
  assert.deepEqual(compared([nodeOf("a", [a]), nodeOf("b", [b])]).everywhere, ["conntrack-table-full netns 1"]);
  const differing = compared([nodeOf("a", [logged("netns 1")]), nodeOf("b", [logged("netns 2")])]);
  assert.deepEqual([differing.everywhere, differing.sameKind], [[], ["conntrack-table-full"]]);
});

test("where names were replaced, what findings are about is not held against each other", () => {
  const { everywhere } = compared([nodeOf("a", [logged("pod-x")]), nodeOf("b", [logged("name-1234")])], { hasCommonNames: false });
  assert.deepEqual(everywhere, ["conntrack-table-full"]);
});

test("a check and a log pattern of one name are two", () => {
  const { everywhere, matrix } = compared([nodeOf("a", [findingOf("x")]), nodeOf("b", [findingOf("x", "high", { from: "log" })])]);
  assert.deepEqual(everywhere, []);
  assert.equal(matrix.length, 2);
});

test("a severity that differs is shown for each, and the worst is the row's", () => {
  const { rows } = compareFindings([nodeOf("a", [churn]), nodeOf("b", [{ ...churn, severity: "high" }])], { hasCommonNames: true });
  assert.deepEqual(
    rows.map(({ severity, on }) => [severity, on]),
    [["high", ["medium", "high"]]],
  );
});

test("nothing found on any is no common finding", () => {
  assert.equal(compared([nodeOf("a", []), nodeOf("b", [])]).kind, "nothing-found");
});
