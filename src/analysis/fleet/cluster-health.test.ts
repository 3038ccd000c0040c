import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterHealth } from "./cluster-health.ts";
import { conditionOfNode, memberOf } from "./fleet.case.ts";
import { readFleet } from "./fleet-reading.ts";
import type { NodeCondition } from "./node-condition.ts";

const checkout = { name: "Deployment shop/checkout", share: 0.6, isAddress: false };

function fleetOf(troubled: number, all: number, more: Partial<NodeCondition> = {}): readonly NodeCondition[] {
  return Array.from({ length: all }, (_, number) =>
    number < troubled ? conditionOfNode(`n-${number}`, "critical", more) : conditionOfNode(`n-${number}`, "ok"),
  );
}

for (const [what, conditions, kind] of [
  ["nobody could be asked", [], "unknown"],
  ["none is in trouble", fleetOf(0, 5), "none"],
  ["none is in trouble, and half could not be judged", [conditionOfNode("a", "ok"), conditionOfNode("b", "unknown")], "unknown"],
  ["one of five is", fleetOf(1, 5), "individual"],
  ["two of five are", fleetOf(2, 5), "several"],
  ["three of five are at the same limit", fleetOf(3, 5), "cluster-wide"],
  [
    "three of five are, each at another limit",
    [
      conditionOfNode("a", "critical", { limit: "snat-ports" }),
      conditionOfNode("b", "critical", { limit: "pod-table-full" }),
      conditionOfNode("c", "warning", { limit: "approaching-limit" }),
      ...fleetOf(0, 2),
    ],
    "several",
  ],
] as const) {
  test(`where ${what} it is ${kind}`, () => assert.equal(readFleet(conditions).kind, kind));
}

for (const [conditions, says] of [
  [fleetOf(1, 1), /^The only node, n-0, is in trouble: there is no other/],
  [fleetOf(0, 1), /^The only node that could be asked is not in trouble\.$/],
  [[conditionOfNode("a", "unknown")], /^The only node could not be judged\.$/],
] as const)
  test(`of one node nothing is said of a cluster: ${says.source}`, () => assert.match(readFleet(conditions).says, says));

test("a workload in several tables is named once with where it is largest; an address, and what was replaced, is not", () => {
  const address = { name: "10.0.0.9", share: 0.9, isAddress: true };
  const { workloads } = readFleet([
    conditionOfNode("a", "critical", { workloads: [checkout, address] }),
    conditionOfNode("b", "warning", { workloads: [{ ...checkout, share: 0.8 }, address] }),
    conditionOfNode("c", "critical", { workloads: [{ ...checkout, share: 0.95 }], isRedacted: true }),
    conditionOfNode("d", "ok", { workloads: [{ ...checkout, share: 0.99 }] }),
  ]);
  assert.deepEqual(workloads, [{ id: checkout.name, nodes: 2, names: ["a", "b"], largestShare: 0.8, onNode: "b" }]);
});

test("what those in trouble are alike in is said only where others are not like that", () => {
  const inZone = (name: string, severity: "critical" | "ok", zone: string) =>
    conditionOfNode(name, severity, { facts: memberOf(name, { zone, nodegroup: "web" }) });
  const { alikeIn } = readFleet([
    inZone("a", "critical", "z1"),
    inZone("b", "critical", "z1"),
    inZone("c", "ok", "z1"),
    inZone("d", "ok", "z2"),
  ]);
  assert.deepEqual(alikeIn, [{ what: "zone", value: "z1", inTrouble: 2, of: 3, elsewhere: 1 }]);
});

test("of a thousand nodes the worst come first, all are counted, and what is shared stays short", () => {
  const conditions = Array.from({ length: 1000 }, (_, number) => {
    const facts = memberOf(`node-${number}`, { zone: `z-${number % 3}`, nodegroup: `group-${number}` });
    const severity = number % 100 === 7 ? "critical" : number % 50 === 3 ? "unknown" : "ok";
    return conditionOfNode(`node-${number}`, severity, { facts, workloads: severity === "critical" ? [checkout] : [] });
  });
  const health = clusterHealth(
    conditions.map(({ facts }) => facts),
    conditions,
  );
  assert.deepEqual(health.bySeverity, { critical: 10, warning: 0, notice: 0, ok: 970, unknown: 20 });
  assert.deepEqual(
    health.conditions.slice(0, 11).map(({ facts, severity }) => [facts.name, severity]),
    [...Array.from({ length: 10 }, (_, number) => [`node-${number * 100 + 7}`, "critical"]), ["node-3", "unknown"]],
  );
  assert.deepEqual(health.zones, { counts: { "z-0": 334, "z-1": 333, "z-2": 333 }, untold: 0 });
  assert.equal(Object.keys(health.nodegroups.counts).length, 51);
  assert.equal(health.nodegroups.counts["950 others"], 950);
  assert.deepEqual(health.reading.limits[0], {
    id: "kernel-table-full",
    nodes: 10,
    names: Array.from({ length: 10 }, (_, number) => `node-${number * 100 + 7}`),
  });
  assert.ok(JSON.stringify(health.reading).length < 3000);
});

test("of two that are equally bad the fuller is first, and one of unknown use last", () => {
  const { use: _, ...withoutUse } = conditionOfNode("unread", "critical");
  const { conditions } = clusterHealth(
    [],
    [withoutUse, conditionOfNode("half", "critical", { use: { entries: 5, limit: 10, ratio: 0.5 } }), conditionOfNode("full", "critical")],
  );
  assert.deepEqual(
    conditions.map(({ facts }) => facts.name),
    ["full", "half", "unread"],
  );
});

test("what nobody told, what was not read and what is of other times is said", () => {
  const { use: _, ...withoutUse } = conditionOfNode("b", "unknown");
  const day = 86_400_000;
  const conditions = [conditionOfNode("a", "ok"), { ...withoutUse, takenAtMs: 1_000_000 + day }];
  const { remarks } = clusterHealth([memberOf("a", { zone: "z" }), memberOf("b")], conditions);
  assert.deepEqual(remarks, [
    "Nobody told the zone of 1 of 2 nodes.",
    "Nobody told the nodegroup of any node.",
    "How full the table is was not read on 1 of 2 nodes.",
    "The nodes were not looked at together: 24 h lie between the first and the last of them.",
  ]);
});
