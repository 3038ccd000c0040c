import assert from "node:assert/strict";
import { test } from "node:test";
import { checks } from "../checks/index.ts";
import { commands } from "../cli/commands/index.ts";
import type { Difference, DifferenceTopic } from "../model/difference.ts";
import type { Comparison } from "./compare-snapshots.ts";
import { comparisonRules } from "./comparison-rules.ts";
import { suggestFromComparison } from "./suggest-from-comparison.ts";

type Seen = Pick<Difference, "topic"> & Partial<Difference>;

function comparisonOf(nodes: Comparison["nodes"], ...seen: readonly Seen[]): Comparison {
  const base = { area: "use", what: "", before: 1, after: 2, unit: "count", weight: "large" } as const;
  return {
    nodes,
    secondsBetween: 60,
    differences: seen.map((difference) => ({ ...base, ...difference })),
    notComparable: [],
    comparedParts: ["tableUsage", "tableComposition", "settings"],
  };
}

const more = (topic: DifferenceTopic, subject?: string, side: "a" | "b" = "b"): Seen => ({
  topic,
  moreAt: side,
  ...(side === "a" ? { before: 2, after: 1 } : {}),
  ...(subject === undefined ? {} : { subject }),
});

/** Each with every suggestion it must bring, as `id@side`. */
const cases: readonly (readonly [name: string, comparison: Comparison, ids: readonly string[]])[] = [
  [
    "a table that filled and refuses",
    comparisonOf("same-node", more("table-use"), more("counter-rate", "drop")),
    ["refusals-with-full-table@b"],
  ],
  ["evictions alone", comparisonOf("same-node", more("table-use"), more("counter-rate", "earlyDrop")), ["silent-evictions@b"]],
  [
    "evictions beside refusals are not silent",
    comparisonOf("same-node", more("counter-rate", "earlyDrop"), more("counter-rate", "drop")),
    [],
  ],
  [
    "refusals and failed insertions with room",
    comparisonOf("same-node", more("counter-rate", "drop"), more("counter-rate", "insertFailed")),
    ["refusals-with-room@b"],
  ],
  [
    "the instance's own refusals",
    comparisonOf("two-nodes", more("counter-rate", "conntrack_allowance_exceeded", "a")),
    ["instance-allowance-began@a"],
  ],
  ["churn of one client", comparisonOf("same-node", more("state-share", "TIME_WAIT"), more("source", "10.0.1.5")), ["churn-of-a-client@b"]],
  ["churn of many", comparisonOf("two-nodes", more("state-share", "TIME_WAIT")), ["churn@b"]],
  [
    "TIME_WAIT in a table that another thing does not fill",
    comparisonOf("same-node", more("state-share", "TIME_WAIT", "a"), more("table-use")),
    [],
  ],
  ["idle connections without births", comparisonOf("same-node", more("idle-share"), more("source", "10.0.1.5")), ["leak@b"]],
  ["idle connections beside more births", comparisonOf("same-node", more("idle-share"), more("young-entries")), []],
  ["an endpoint that does not answer", comparisonOf("same-node", more("endpoint-unreplied", "10.0.2.9")), ["stale-endpoints@b"]],
  ["more UDP", comparisonOf("same-node", more("protocol-share", "udp")), ["udp-accumulation@b"]],
  ["more TCP is no UDP", comparisonOf("same-node", more("protocol-share", "tcp")), []],
  ["unanswered connections", comparisonOf("same-node", more("state-share", "SYN_SENT")), ["unanswered-connections@b"]],
  [
    "other limits on nodes of other size",
    comparisonOf("two-nodes", more("table-max"), more("table-buckets"), more("cpus")),
    ["limit-follows-size@both"],
  ],
  ["other limits on nodes of one size", comparisonOf("two-nodes", more("table-max"), more("table-buckets")), ["limit-drift@both"]],
  ["another limit on one node", comparisonOf("same-node", more("table-max"), more("table-buckets")), ["limit-rewritten@both"]],
  [
    "a limit without buckets",
    comparisonOf("same-node", more("table-max", undefined, "a")),
    ["limit-rewritten@both", "buckets-left-behind@a"],
  ],
  [
    "a longer timeout in a fuller table",
    comparisonOf("same-node", more("sysctl", "nf_conntrack_tcp_timeout_established"), more("table-use")),
    ["longer-established-timeout@b"],
  ],
  [
    "another data plane",
    comparisonOf("two-nodes", { topic: "data-plane", area: "configuration", before: "iptables", after: "cilium" }),
    ["other-data-plane@both"],
  ],
  [
    "another instance type and nothing else",
    comparisonOf("two-nodes", { topic: "instance-type", area: "configuration", before: "m5.large", after: "c5n.large" }),
    ["other-instance-type@both", "only-configuration@both"],
  ],
  ["only counters", comparisonOf("same-node", { ...more("counter-rate", "found"), area: "counters" }), ["only-counters@both"]],
  ["nothing", comparisonOf("same-node"), []],
];

const idsOf = (comparison: Comparison) => suggestFromComparison(comparison).map(({ id, side }) => `${id}@${side}`);

for (const [name, comparison, ids] of cases)
  test(`${name}: ${ids.join(", ") || "no suggestion"}`, () => assert.deepEqual(idsOf(comparison), ids));

test("every rule fires in a case and is quiet in another, and has an id of its own", () => {
  const fired = cases.map(([, comparison]) => new Set(suggestFromComparison(comparison).map(({ id }) => id)));
  const ids = comparisonRules.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) {
    assert.ok(
      fired.some((those) => those.has(id)),
      `${id} never fires`,
    );
    assert.ok(
      fired.some((those) => !those.has(id)),
      `${id} always fires`,
    );
  }
});

test("what was not compared is not said to be alike", () => {
  const comparison = comparisonOf("same-node", { ...more("counter-rate", "found"), area: "counters" });
  assert.deepEqual(idsOf({ ...comparison, comparedParts: ["tableUsage"] }), []);
});

test("who is named has more of the table and a larger part of it", () => {
  const grew = { ...more("source", "10.0.1.5"), before: 0.1, after: 0.9 };
  const swam = { ...more("source", "10.0.1.6"), before: 0.5, after: 0.1 };
  const [leak] = suggestFromComparison(comparisonOf("same-node", more("idle-share"), swam, grew));
  assert.deepEqual(leak?.names, ["10.0.1.5"]);
});

for (const { id, nextCommand } of comparisonRules) {
  test(`the next command of ${id} exists`, () => {
    const [, command, only] = /^ullage (\S+)(?:.* --only (\S+))?/.exec(nextCommand) ?? [];
    assert.ok(
      commands.some(({ name }) => name === command),
      nextCommand,
    );
    for (const check of only?.split(",") ?? [])
      assert.ok(
        checks.some((known) => known.id === check),
        nextCommand,
      );
  });
}
