import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseCluster } from "./choose-cluster.ts";
import { memberOf } from "./fleet.case.ts";

const nodeOf = (name: string, cluster?: string) => ({ facts: memberOf(name, cluster === undefined ? {} : { cluster }) });
const [a1, a2, b1, none] = [nodeOf("a1", "a"), nodeOf("a2", "a"), nodeOf("b1", "b"), nodeOf("n")];

for (const [what, nodes, wanted, expected, remarks] of [
  ["the only one needs no name", [a1, a2], undefined, { status: "chosen", cluster: "a", nodes: [a1, a2] }, 0],
  ["one of two is named", [a1, b1, a2], "a", { status: "chosen", cluster: "a", nodes: [a1, a2] }, 0],
  ["of two none is named", [a1, b1], undefined, { status: "several", known: ["a", "b"] }, 0],
  ["one is named that nobody is of", [a1, b1], "c", { status: "unknown", known: ["a", "b"] }, 0],
  [
    "nobody tells one, so that all are of the one that is named",
    [none, none],
    "prod",
    { status: "chosen", cluster: "prod", nodes: [none, none] },
    1,
  ],
  ["nobody tells one and none is named", [none], undefined, { status: "chosen", nodes: [none] }, 1],
  ["who tells none is not of the one that others tell", [a1, none], "a", { status: "chosen", cluster: "a", nodes: [a1] }, 1],
  ["there are no nodes at all", [], "prod", { status: "chosen", cluster: "prod", nodes: [] }, 0],
] as const) {
  test(`of clusters: ${what}`, () => {
    const choice = chooseCluster(nodes, wanted);
    const { remarks: said = [], ...rest } = { remarks: [], ...choice };
    assert.deepEqual(rest, expected);
    assert.equal(said.length, remarks);
  });
}
