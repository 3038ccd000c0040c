import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { PodListDraft } from "./pod-list-draft.ts";

test("objects of a list are told apart by their kind, or by their looks where the API leaves it out", () => {
  const draft = new PodListDraft();
  const metadata = (name: string) => ({ namespace: "shop", name });
  draft.takeObject({ kind: "Pod", metadata: metadata("a"), status: { podIP: "10.0.0.1" } });
  draft.takeObject({ metadata: metadata("b"), spec: { containers: [] }, status: { podIP: "10.0.0.2" } });
  draft.takeObject({ kind: "Service", metadata: metadata("s"), spec: { clusterIP: "10.96.0.1", ports: [{ port: 80 }] } });
  draft.takeObject({ metadata: { name: "n" }, status: { nodeInfo: {}, addresses: [{ address: "192.168.0.1" }] } });
  draft.takeObject({ kind: "ReplicaSet", metadata: metadata("r") });
  draft.takeObject({ kind: "ConfigMap", metadata: metadata("c") });
  draft.takeObject({ kind: "Pod", metadata: {} });
  draft.takeObject("nothing");
  const { pods, services, nodes, controllers } = draft.objects();
  assert.deepEqual(
    [pods, services, nodes, controllers].map((objects) => objects.map(({ name }) => name)),
    [["a", "b"], ["s"], ["n"], ["r"]],
  );
  assert.deepEqual(
    [...draft.unusedKinds],
    [
      ["ConfigMap", 1],
      ["Pod", 1],
      ["unknown object", 1],
    ],
  );
});

test("a pod of the sgfp toolkit's snapshot, with empty texts for what it has not", () => {
  const draft = new PodListDraft();
  const pod = {
    ...{ namespace: "shop", name: "web-7d9f6b8c5-x2x4q", uid: "u", node: "ip-10-0-1-2.ec2.internal", phase: "Running" },
    ...{ ipv4: "10.0.1.17", ipv6: "", all_ips: ["10.0.1.17"], pod_eni_id: "", labels: {}, ready: true },
    ...{ creation_timestamp: "2026-01-15T12:00:00Z", deletion_timestamp: "", owner_kind: "ReplicaSet", owner_name: "web-7d9f6b8c5" },
  };
  draft.takeObject(pod);
  draft.takeObject({ ...pod, name: "aws-node-x2x4q", uid: "v", all_ips: ["10.0.1.2"], ipv4: "10.0.1.2" });
  draft.takeObject({ ...pod, name: "pending", uid: "w", all_ips: [], ipv4: "" });
  assert.deepEqual(
    draft
      .objects()
      .pods.map(({ name, addresses, isOnHostNetwork, controller, createdAtMs, deletedAtMs }) => [
        name,
        addresses,
        isOnHostNetwork,
        controller,
        createdAtMs,
        deletedAtMs,
      ]),
    [
      ["web-7d9f6b8c5-x2x4q", ["10.0.1.17"], false, { kind: "ReplicaSet", name: "web-7d9f6b8c5" }, Date.UTC(2026, 0, 15, 12), undefined],
      ["aws-node-x2x4q", ["10.0.1.2"], true, { kind: "ReplicaSet", name: "web-7d9f6b8c5" }, Date.UTC(2026, 0, 15, 12), undefined],
      ["pending", [], false, { kind: "ReplicaSet", name: "web-7d9f6b8c5" }, Date.UTC(2026, 0, 15, 12), undefined],
    ],
  );
});

const assigned = {
  ...{ Address: "10.0.1.5", AssignedTime: "2026-01-15T12:00:00.5Z", UnassignedTime: "0001-01-01T00:00:00Z" },
  IPAMMetadata: { k8sPodNamespace: "shop", k8sPodName: "web" },
};
const card = (entry: unknown) => ({ "eni-1": { AvailableIPv4Cidrs: { "10.0.1.5/32": { IPAddresses: { "10.0.1.5": entry } } } } });

const plugIn: readonly (readonly [what: string, document: unknown, claims: readonly unknown[]])[] = [
  [
    "the introspection with a pool for each network card",
    { "0": { ENIs: card(assigned) } },
    [["10.0.1.5", "web", 1_768_478_400_500, undefined]],
  ],
  ["the introspection before 1.20", { TotalIPs: 5, ENIs: card(assigned) }, [["10.0.1.5", "web", 1_768_478_400_500, undefined]]],
  [
    "an address that was given back",
    { "0": { ENIs: card({ ...assigned, UnassignedTime: "2026-01-15T12:00:02Z" }) } },
    [["10.0.1.5", "web", 1_768_478_400_500, 1_768_478_402_000]],
  ],
  [
    "the checkpoint",
    {
      version: "vpc-cni-ipam/1",
      allocations: [
        { ipv4: "10.0.1.5", allocationTimestamp: 1_768_478_400_500_000_000, metadata: { k8sPodNamespace: "shop", k8sPodName: "web" } },
        { ipv4: "10.0.1.6", metadata: {} },
      ],
    },
    [["10.0.1.5", "web", 1_768_478_400_500, undefined]],
  ],
  ["an address that is free", { "0": { ENIs: card({}) } }, []],
];

for (const [what, document, claims] of plugIn)
  test(`addresses that the Amazon VPC plug-in gave: ${what}`, () => {
    const draft = new PodListDraft();
    draft.takeDocument(document);
    assert.deepEqual(
      draft.claims().map(({ address, owner, sinceMs, untilMs }) => [address, owner.name, sinceMs, untilMs]),
      claims,
    );
  });

test("whatever is in a list, the draft takes it or counts it", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), (values) => {
      const draft = new PodListDraft();
      for (const value of values) {
        draft.takeObject(value);
        draft.takeDocument(value);
      }
      draft.objects();
    }),
  );
});
