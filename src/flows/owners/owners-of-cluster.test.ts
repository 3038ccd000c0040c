import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClusterObjects, ClusterPod } from "../../model/cluster.ts";
import { workloadText } from "../../model/owner.ts";
import { ownersOfCluster } from "./owners-of-cluster.ts";

const nothing: ClusterObjects = { pods: [], services: [], endpointSlices: [], nodes: [], controllers: [] };

function pod(name: string, more: Partial<ClusterPod> = {}): ClusterPod {
  return { namespace: "shop", name, addresses: ["10.0.1.5"], isOnHostNetwork: false, phase: "Running", ...more };
}

const chains: readonly {
  readonly what: string;
  readonly pod: ClusterPod;
  readonly controllers?: ClusterObjects["controllers"];
  readonly workload: string;
}[] = [
  {
    what: "a ReplicaSet that is known leads to its Deployment",
    pod: pod("web-1", { controller: { kind: "ReplicaSet", name: "odd" } }),
    controllers: [{ kind: "ReplicaSet", namespace: "shop", name: "odd", controller: { kind: "Deployment", name: "web" } }],
    workload: "Deployment shop/web",
  },
  {
    what: "a ReplicaSet that is known to be on its own stays one, whatever its name looks like",
    pod: pod("web-7d9f6b8c5-x2x4q", { controller: { kind: "ReplicaSet", name: "web-7d9f6b8c5" } }),
    controllers: [{ kind: "ReplicaSet", namespace: "shop", name: "web-7d9f6b8c5" }],
    workload: "ReplicaSet shop/web-7d9f6b8c5",
  },
  {
    what: "of a ReplicaSet that is not known, the name with the hash of a template gives the Deployment",
    pod: pod("web-7d9f6b8c5-x2x4q", { controller: { kind: "ReplicaSet", name: "web-7d9f6b8c5" } }),
    workload: "Deployment shop/web",
  },
  {
    what: "a suffix with vowels is no hash",
    pod: pod("web-stable-x2x4q", { controller: { kind: "ReplicaSet", name: "web-stable" } }),
    workload: "ReplicaSet shop/web-stable",
  },
  {
    what: "a ReplicaSet of the same name in another namespace is another",
    pod: pod("web-1", { controller: { kind: "ReplicaSet", name: "odd" } }),
    controllers: [{ kind: "ReplicaSet", namespace: "other", name: "odd", controller: { kind: "Deployment", name: "web" } }],
    workload: "ReplicaSet shop/odd",
  },
  { what: "a StatefulSet", pod: pod("db-0", { controller: { kind: "StatefulSet", name: "db" } }), workload: "StatefulSet shop/db" },
  { what: "a DaemonSet", pod: pod("log-x2x4q", { controller: { kind: "DaemonSet", name: "log" } }), workload: "DaemonSet shop/log" },
  {
    what: "a Job that is known leads to its CronJob",
    pod: pod("x", { controller: { kind: "Job", name: "nightly" } }),
    controllers: [{ kind: "Job", namespace: "shop", name: "nightly", controller: { kind: "CronJob", name: "backup" } }],
    workload: "CronJob shop/backup",
  },
  {
    what: "of a Job that is not known, the minute in its name gives the CronJob",
    pod: pod("x", { controller: { kind: "Job", name: "backup-29473920" } }),
    workload: "CronJob shop/backup",
  },
  { what: "a Job by itself", pod: pod("x", { controller: { kind: "Job", name: "import" } }), workload: "Job shop/import" },
  { what: "a pod that nothing runs is its own", pod: pod("debug"), workload: "Pod shop/debug" },
  {
    what: "a static pod, which its node owns, is its own",
    pod: pod("etcd-a", { controller: { kind: "Node", name: "a" } }),
    workload: "Pod shop/etcd-a",
  },
  {
    what: "owners in a circle end",
    pod: pod("x", { controller: { kind: "ReplicaSet", name: "a" } }),
    controllers: [
      { kind: "ReplicaSet", namespace: "shop", name: "a", controller: { kind: "ReplicaSet", name: "b" } },
      { kind: "ReplicaSet", namespace: "shop", name: "b", controller: { kind: "ReplicaSet", name: "a" } },
    ],
    workload: "ReplicaSet shop/a",
  },
  {
    what: "where the list says no owners, a name that leaves no doubt gives the Deployment",
    pod: pod("web-7d9f6b8c5-x2x4q", { isOwnerUnsaid: true }),
    workload: "Deployment shop/web",
  },
  {
    what: "where the list says no owners, any other name stays a pod",
    pod: pod("db-0", { isOwnerUnsaid: true }),
    workload: "pod shop/db-0",
  },
];

for (const { what, pod, controllers = [], workload } of chains)
  test(what, () => {
    const [claim] = ownersOfCluster({ ...nothing, pods: [pod], controllers }, { from: "a list" }).claims;
    assert.equal(claim === undefined ? undefined : workloadText(claim.owner), workload);
  });

test("a pod has a claim for each of its addresses, a pod on the host network none, and the node its own", () => {
  const owners = ownersOfCluster(
    {
      ...nothing,
      pods: [
        pod("dual", { addresses: ["10.0.1.5", "fd00::5"], createdAtMs: 1000, startedAtMs: 2000 }),
        pod("proxy", { addresses: ["192.168.0.1", "fd00::1"], isOnHostNetwork: true, node: "a" }),
        pod("elsewhere", { addresses: ["192.168.0.3"], isOnHostNetwork: true, node: "c" }),
      ],
      nodes: [
        { name: "a", addresses: ["192.168.0.1", "203.0.113.1"], podNetworks: [] },
        { name: "b", addresses: ["192.168.0.2"], podNetworks: [] },
      ],
    },
    { from: "a list", ownNode: "a" },
  );
  assert.deepEqual(
    owners.claims.map(({ address, sinceMs, owner }) => [address, owner.name, sinceMs]),
    [
      ["10.0.1.5", "dual", 2000],
      ["fd00::5", "dual", 2000],
    ],
  );
  assert.deepEqual(owners.nodes, [
    { address: "192.168.0.1", name: "a", isOwn: true },
    { address: "203.0.113.1", name: "a", isOwn: true },
    { address: "192.168.0.2", name: "b", isOwn: false },
    { address: "fd00::1", name: "a", isOwn: true },
    { address: "192.168.0.3", name: "c", isOwn: false },
  ]);
});

test("a service is reached at each address and port, and at its node ports anywhere", () => {
  const owners = ownersOfCluster(
    {
      ...nothing,
      services: [
        {
          ...{ namespace: "shop", name: "web", type: "LoadBalancer", addresses: ["10.96.0.5", "fd00:96::5", "203.0.113.9"] },
          ports: [
            { protocol: 6, port: 443, nodePort: 30443 },
            { protocol: 17, port: 443, nodePort: 30444 },
          ],
        },
        { namespace: "shop", name: "headless", addresses: [], ports: [{ protocol: 6, port: 5432 }] },
      ],
    },
    { from: "a list" },
  );
  assert.deepEqual(
    owners.services.map(({ address, protocol, port }) => `${address} ${protocol} ${port}`),
    ["10.96.0.5 6 443", "10.96.0.5 17 443", "fd00:96::5 6 443", "fd00:96::5 17 443", "203.0.113.9 6 443", "203.0.113.9 17 443"],
  );
  assert.deepEqual(
    owners.nodePorts.map(({ protocol, port, owner }) => [protocol, port, owner.name]),
    [
      [6, 30443, "web"],
      [17, 30444, "web"],
    ],
  );
});

const reuses: readonly { readonly what: string; readonly pods: readonly ClusterPod[]; readonly claims: readonly (readonly unknown[])[] }[] =
  [
    {
      what: "a pod that finished has given its address back when its last container ended",
      pods: [pod("job", { phase: "Succeeded", startedAtMs: 100, finishedAtMs: 400 }), pod("web", { startedAtMs: 500 })],
      claims: [
        ["job", 100, 400],
        ["web", 500, undefined],
      ],
    },
    {
      what: "a pod that failed at an unknown time holds nothing after its beginning",
      pods: [pod("job", { phase: "Failed", startedAtMs: 100 })],
      claims: [["job", 100, 100]],
    },
    {
      what: "a pod that was told to end has its address until it is gone",
      pods: [pod("web", { startedAtMs: 100, deletedAtMs: 300 })],
      claims: [["web", 100, undefined]],
    },
    {
      what: "of two that run with one address the earlier lost it to the later",
      pods: [pod("new", { startedAtMs: 500 }), pod("old", { startedAtMs: 100 })],
      claims: [
        ["new", 500, undefined],
        ["old", 100, 500],
      ],
    },
    {
      what: "of two that began in the same second neither is closed",
      pods: [pod("one", { startedAtMs: 500 }), pod("other", { startedAtMs: 500 })],
      claims: [
        ["one", 500, undefined],
        ["other", 500, undefined],
      ],
    },
    {
      what: "nothing is closed by a pod that nobody knows the beginning of",
      pods: [pod("one"), pod("other", { startedAtMs: 500 })],
      claims: [
        ["one", undefined, undefined],
        ["other", 500, undefined],
      ],
    },
  ];

for (const { what, pods, claims } of reuses)
  test(what, () => {
    const owners = ownersOfCluster({ ...nothing, pods }, { from: "a list" });
    assert.deepEqual(
      owners.claims.map(({ owner, sinceMs, untilMs }) => [owner.name, sinceMs, untilMs]),
      claims,
    );
  });

test("claims that have ended are kept beside those that last", () => {
  const ended = [{ address: "10.0.1.9", owner: { kind: "pod", name: "gone", namespace: "shop" }, sinceMs: 1, untilMs: 2 }] as const;
  const owners = ownersOfCluster({ ...nothing, pods: [pod("web")] }, { from: "a list", ended });
  assert.deepEqual(
    owners.claims.map(({ owner }) => owner.name),
    ["web", "gone"],
  );
});

test("endpoints name the pods of other nodes, and no address that is a node's or several pods'", () => {
  const endpoint = (name: string, address: string) => ({ addresses: [address], isReady: true, pod: { namespace: "shop", name } });
  const owners = ownersOfCluster(
    {
      ...nothing,
      pods: [pod("own")],
      nodes: [{ name: "b", addresses: ["192.168.0.2"], podNetworks: [] }],
      endpointSlices: [
        {
          ...{ namespace: "shop", name: "s", ports: [] },
          endpoints: [
            endpoint("own", "10.0.1.5"),
            endpoint("web-7d9f6b8c5-x2x4q", "10.0.2.6"),
            endpoint("web-7d9f6b8c5-x2x4q", "10.0.2.6"),
            endpoint("proxy", "192.168.0.2"),
            endpoint("agent-one", "192.168.0.3"),
            endpoint("agent-two", "192.168.0.3"),
            { addresses: ["192.0.2.1"], isReady: true },
          ],
        },
      ],
    },
    { from: "a list" },
  );
  assert.deepEqual(
    owners.claims.map(({ address, owner }) => [address, workloadText(owner)]),
    [
      ["10.0.1.5", "Pod shop/own"],
      ["10.0.2.6", "Deployment shop/web"],
    ],
  );
});

test("pods on the host network of this node are known with what runs them, though they have no address", () => {
  const onHost = (name: string, node: string) => pod(name, { node, isOnHostNetwork: true, controller: { kind: "DaemonSet", name: "log" } });
  const pods = [onHost("log-x2x4q", "a"), onHost("log-z9z8w", "b"), pod("web-1")];
  const namesOf = (ownNode?: string) =>
    ownersOfCluster({ ...nothing, pods }, { from: "a test", ...(ownNode === undefined ? {} : { ownNode }) }).hostPods?.map(
      (owner) => `${owner.name} ${workloadText(owner)}`,
    );
  assert.deepEqual(namesOf("a"), ["log-x2x4q DaemonSet shop/log"]);
  assert.deepEqual(namesOf(), ["log-x2x4q DaemonSet shop/log", "log-z9z8w DaemonSet shop/log"]);
  assert.equal(ownersOfCluster({ ...nothing, pods: [pod("web-1")] }, { from: "a test" }).hostPods, undefined);
});
