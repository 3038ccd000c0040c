import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatAddress, parseAddress } from "../../model/ip-address.ts";
import { decodeController } from "./decode-controller.ts";
import { decodeEndpointSlice } from "./decode-endpoint-slice.ts";
import { decodeListMetadata } from "./decode-list-metadata.ts";
import { decodeNode } from "./decode-node.ts";
import { decodePod } from "./decode-pod.ts";
import { decodeService } from "./decode-service.ts";
import { decodeStatus } from "./decode-status.ts";
import { decodeWatchEvent } from "./decode-watch-event.ts";
import { endpointSlice, node, podOnDualStack, service } from "./objects.case.ts";

test("a pod keeps who it is, where it runs, its addresses in canonical text, what controls it, and the ports of its probes", () => {
  assert.deepEqual(decodePod(podOnDualStack), {
    namespace: "shop",
    name: "checkout-7d9f6c5b8-x2x4q",
    uid: "5f0a",
    node: "node-a",
    addresses: ["10.0.1.5", "fd00::5"],
    isOnHostNetwork: false,
    phase: "Running",
    controller: { kind: "ReplicaSet", name: "checkout-7d9f6c5b8", uid: "rs-1" },
    createdAtMs: Date.UTC(2026, 0, 15, 11, 59, 58),
    startedAtMs: Date.UTC(2026, 0, 15, 12),
    probePorts: [8080, 9000, 15020],
  });
});

test("a pod that ended says when its last container did, one that runs says nothing of containers that restarted", () => {
  const containerStatuses = [
    { state: { terminated: { finishedAt: "2026-01-15T12:05:00Z" } } },
    { state: { terminated: { finishedAt: "2026-01-15T12:07:00Z" } } },
    { state: { terminated: {} } },
  ];
  const ended = (phase: string) => decodePod({ ...podOnDualStack, status: { phase, containerStatuses } })?.finishedAtMs;
  assert.equal(ended("Succeeded"), Date.UTC(2026, 0, 15, 12, 7));
  assert.equal(ended("Failed"), Date.UTC(2026, 0, 15, 12, 7));
  assert.equal(ended("Running"), undefined);
});

test("a pod on the host network and one that is being deleted say so", () => {
  const pod = decodePod({
    metadata: { name: "a", namespace: "b", deletionTimestamp: "2026-01-15T12:00:30+02:00" },
    spec: { hostNetwork: true },
  });
  assert.equal(pod?.isOnHostNetwork, true);
  assert.equal(pod?.deletedAtMs, Date.UTC(2026, 0, 15, 10, 0, 30));
  assert.equal(pod?.addresses.length, 0);
});

test("a service keeps every address under which it is reached, and the default protocol is TCP", () => {
  assert.deepEqual(decodeService(service), {
    namespace: "shop",
    name: "checkout",
    uid: "svc-1",
    type: "LoadBalancer",
    addresses: ["10.96.0.20", "fd01::20", "192.0.2.1", "198.51.100.7"],
    ports: [
      { protocol: 6, port: 80, nodePort: 30_080, name: "http" },
      { protocol: 17, port: 53, name: "dns" },
    ],
  });
  assert.deepEqual(decodeService({ metadata: { name: "a", namespace: "b" }, spec: { clusterIP: "None" } })?.addresses, []);
});

test("an endpoint without a condition is ready, one that is a host name is no endpoint, a port of any number is no port", () => {
  assert.deepEqual(decodeEndpointSlice(endpointSlice), {
    namespace: "shop",
    name: "checkout-abc",
    service: "checkout",
    endpoints: [
      {
        addresses: ["10.0.1.5"],
        isReady: true,
        pod: { namespace: "shop", name: "checkout-7d9f6c5b8-x2x4q", uid: "5f0a" },
        node: "node-a",
      },
      { addresses: ["10.0.2.9"], isReady: false },
      { addresses: ["10.0.2.10"], isReady: true },
    ],
    ports: [{ protocol: 6, port: 8080 }],
  });
});

test("a node keeps its addresses and the networks of its pods; host names and networks that are none are left out", () => {
  assert.deepEqual(decodeNode(node), {
    name: "node-a",
    addresses: ["172.16.0.4", "203.0.113.9"],
    podNetworks: ["10.0.1.0/24", "fd00:0:0:1::/64"],
  });
});

test("a controller is read from metadata alone", () => {
  const ownerReferences = [{ kind: "Deployment", name: "checkout", controller: true }];
  assert.deepEqual(decodeController("ReplicaSet", { metadata: { name: "checkout-7d9f6c5b8", namespace: "shop", ownerReferences } }), {
    kind: "ReplicaSet",
    namespace: "shop",
    name: "checkout-7d9f6c5b8",
    controller: { kind: "Deployment", name: "checkout" },
  });
});

test("a list says where to go on and from where to watch; anything else is no list", () => {
  assert.deepEqual(decodeListMetadata({ kind: "PodList", metadata: { resourceVersion: "12", continue: "abc", remainingItemCount: 3 } }), {
    resourceVersion: "12",
    continueToken: "abc",
    remainingItemCount: 3,
  });
  assert.deepEqual(decodeListMetadata({ kind: "PodList", metadata: { resourceVersion: "12", continue: "" } }), { resourceVersion: "12" });
  assert.equal(decodeListMetadata({ kind: "Pod", metadata: {} }), undefined);
  assert.equal(decodeListMetadata("<html>"), undefined);
});

test("each event of a watch is told apart, and an unknown one is none", () => {
  const object = { metadata: { resourceVersion: "7" } };
  for (const type of ["ADDED", "MODIFIED", "DELETED"] as const)
    assert.deepEqual(decodeWatchEvent({ type, object }), { type, object, resourceVersion: "7" });
  assert.deepEqual(decodeWatchEvent({ type: "BOOKMARK", object }), { type: "BOOKMARK", resourceVersion: "7" });
  const status = { kind: "Status", code: 410, reason: "Expired", message: "too old resource version: 1 (5)" };
  assert.deepEqual(decodeWatchEvent({ type: "ERROR", object: status }), {
    type: "ERROR",
    status: { code: 410, reason: "Expired", message: "too old resource version: 1 (5)" },
  });
  assert.equal(decodeWatchEvent({ type: "PROGRESS", object }), undefined);
  assert.equal(decodeWatchEvent(null), undefined);
});

test("a Status says after how many seconds to come again", () => {
  assert.deepEqual(decodeStatus({ kind: "Status", code: 429, details: { retryAfterSeconds: 3 } }), { code: 429, retryAfterSeconds: 3 });
  assert.equal(decodeStatus({ kind: "Pod" }), undefined);
});

const decoders: readonly (readonly [string, (value: unknown) => unknown])[] = [
  ["decodePod", decodePod],
  ["decodeService", decodeService],
  ["decodeEndpointSlice", decodeEndpointSlice],
  ["decodeNode", decodeNode],
  ["decodeController", (value) => decodeController("Job", value)],
  ["decodeListMetadata", decodeListMetadata],
  ["decodeWatchEvent", decodeWatchEvent],
  ["decodeStatus", decodeStatus],
];

for (const [name, decode] of decoders) {
  test(`${name} takes any JSON without an exception`, () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        decode(value);
      }),
    );
  });

  test(`${name} takes an object of which any one field is anything else`, () => {
    for (const whole of [podOnDualStack, service, endpointSlice, node])
      fc.assert(
        fc.property(fc.nat(), fc.jsonValue(), (which, value) => {
          const copy: unknown = structuredClone(whole);
          const places = placesIn(copy);
          places[which % places.length]?.(value);
          const decoded = decode(copy);
          for (const text of textsIn(decoded)) assert.ok(text.length <= 4096);
          for (const address of addressesIn(decoded)) {
            const words = parseAddress(address);
            assert.ok(words !== undefined && formatAddress(...words) === address, address);
          }
        }),
        { numRuns: 200 },
      );
  });
}

for (const value of [null, 0, "", [], "Pod", { metadata: null }, { metadata: { name: 7, namespace: "b" } }, { metadata: { name: "a" } }])
  test(`${JSON.stringify(value)} is no pod`, () => {
    assert.equal(decodePod(value), undefined);
  });

test("a name longer than the API allows is no name, and an inherited field is no field", () => {
  assert.equal(decodePod({ metadata: { name: "a".repeat(254), namespace: "b" } }), undefined);
  assert.equal(decodePod({ metadata: Object.create({ name: "a", namespace: "b" }) }), undefined);
});

/** A setter for each field in the value, at any depth. */
function placesIn(value: unknown): readonly ((replacement: unknown) => void)[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    (replacement: unknown) => {
      Reflect.set(value, key, replacement);
    },
    ...placesIn(inner),
  ]);
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null && !("object" in value) ? Object.values(value).flatMap(textsIn) : [];
}

function addressesIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "addresses" ? textsIn(inner) : key === "object" ? [] : addressesIn(inner),
  );
}
