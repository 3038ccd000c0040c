import assert from "node:assert/strict";
import { test } from "node:test";
import { type AddressClaim, noAddressOwners } from "../model/address-owners.ts";
import type { NodeSnapshot } from "../model/node-snapshot.ts";
import type { Owner } from "../model/owner.ts";
import type { Culprit } from "../model/verdict.ts";
import { nameCulprit } from "./name-culprit.ts";

const takenAtMs = 1000;
const pod: Owner = {
  ...{ kind: "pod", name: "checkout-x", namespace: "shop" },
  workload: { kind: "Deployment", namespace: "shop", name: "checkout" },
};

function snapshot(claims: readonly AddressClaim[]): NodeSnapshot {
  const nodes = [{ address: "192.168.0.1", name: "worker-1", isOwn: true }];
  const value = { ...noAddressOwners, claims, nodes };
  return { node: "n", takenAtMs, monotonicMs: 0, parts: { addressOwners: { status: "present", value, source: "s", takenAtMs } } };
}

const culprit: Culprit = { kind: "client", name: "10.0.0.5", entries: 10, share: 0.5 };

const cases: readonly (readonly [what: string, name: string, claims: readonly AddressClaim[], named: object])[] = [
  [
    "a pod is called by what runs it, and keeps its own name and its address",
    "10.0.0.5",
    [{ address: "10.0.0.5", owner: pod }],
    { name: "Deployment shop/checkout", pod: "shop/checkout-x", address: "10.0.0.5" },
  ],
  [
    "a container is called by its own name",
    "10.0.0.5",
    [{ address: "10.0.0.5", owner: { kind: "container", name: "3f2a1b2c3d4e" } }],
    { name: "container 3f2a1b2c3d4e", address: "10.0.0.5" },
  ],
  [
    "what runs in a namespace of the system is infrastructure",
    "10.0.0.5",
    [{ address: "10.0.0.5", owner: { kind: "pod", name: "coredns-x", namespace: "kube-system" } }],
    { name: "pod kube-system/coredns-x", address: "10.0.0.5", isInfrastructure: true },
  ],
  ["the node's own address is the node", "192.168.0.1", [], { name: "node worker-1", address: "192.168.0.1" }],
  ["an address of nobody stays one", "203.0.113.1", [], {}],
  ["what is no address stays as it is", "nginx (process 12)", [], {}],
  [
    "of two pods that had the address the one of the snapshot's time counts",
    "10.0.0.5",
    [
      { address: "10.0.0.5", owner: { kind: "pod", name: "later", namespace: "shop" }, sinceMs: 2000 },
      { address: "10.0.0.5", owner: pod, sinceMs: 100, untilMs: 2000 },
    ],
    { name: "Deployment shop/checkout", pod: "shop/checkout-x", address: "10.0.0.5" },
  ],
];

for (const [what, name, claims, named] of cases)
  test(what, () => assert.deepEqual(nameCulprit({ ...culprit, name }, snapshot(claims)), { ...culprit, name, ...named }));

test("without names a culprit is its address", () => {
  assert.equal(nameCulprit(culprit, { node: "n", takenAtMs, monotonicMs: 0, parts: {} }), culprit);
});
