import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { workloadText } from "../../src/model/owner.ts";
import { type OpenClusterNamesOptions, openClusterNames } from "../../src/sources/kubernetes/open-cluster-names.ts";
import type { NameSource } from "../../src/sources/name-source.ts";
import { until } from "../until.ts";
import { fillExampleCluster, pod } from "./example-cluster.ts";
import { ScriptedApiServer } from "./scripted-api-server.ts";
import { TestPace } from "./test-pace.ts";

test("an agent asks for its own node's pods, its own Node and the services, and for nothing else of the cluster", async (t) => {
  const { server, names } = await open(t);
  await until("all watches", () => server.openWatches === 3);
  assert.deepEqual(
    ["pods", "nodes", "services", "endpointslices", "replicasets", "jobs"].map(
      (resource) => server.lists(resource)[0]?.query["fieldSelector"],
    ),
    ["spec.nodeName=node-a", "metadata.name=node-a", undefined, undefined, undefined, undefined],
  );
  assert.deepEqual(
    ["endpointslices", "replicasets", "jobs"].map((resource) => server.lists(resource).length),
    [0, 0, 0],
  );
  assert.deepEqual(names.remarks(), []);
  assert.deepEqual(claims(names), [
    ["10.0.1.5", "Deployment shop/checkout", false, false],
    ["10.0.1.6", "Pod shop/bare", false, false],
  ]);
  assert.equal(names.current().services.length, 1);
  assert.deepEqual(
    names.current().nodes.map(({ name }) => name),
    ["node-a"],
  );
});

test("services can be left out", async (t) => {
  const { server, names } = await open(t, { services: false });
  await until("all watches", () => server.openWatches === 2);
  assert.equal(server.lists("services").length, 0);
  assert.deepEqual(names.current().services, []);
});

test("a pod that ended is gone where its address is of the node's range, and may be elsewhere where not", async (t) => {
  const { server, names } = await open(t);
  await until("all watches", () => server.openWatches === 3);
  server.store.put("pods", pod({ name: "foreign", ip: "10.7.7.7" }));
  await until("the pod", () => claims(names).length === 3);
  server.store.remove("pods", "shop/foreign");
  server.store.remove("pods", "shop/bare");
  await until("their ends", () => claims(names).filter(([, , hasEnded]) => hasEnded).length === 2);
  assert.deepEqual(
    claims(names).filter(([, , hasEnded]) => hasEnded),
    [
      ["10.0.1.6", "Pod shop/bare", true, false],
      ["10.7.7.7", "Pod shop/foreign", true, true],
    ],
  );
  assert.equal(names.current().isOfOwnNodeOnly, true);
});

test("a cluster that gives the node no range leaves every ended address open", async (t) => {
  const server = new ScriptedApiServer();
  const { names } = await open(t, { ownNode: "node-b" }, server);
  await until("all watches", () => server.openWatches === 3);
  server.store.remove("pods", "shop/report-29012345-abcde");
  await until("the end", () => claims(names)[0]?.[2] === true);
  assert.deepEqual(claims(names), [["10.0.2.7", "CronJob shop/report", true, true]]);
});

test("who watches endpoints knows pods of other nodes, and when they were endpoints no more", async (t) => {
  const { server, names } = await open(t, { endpointSlices: true });
  await until("all watches", () => server.openWatches === 4);
  assert.equal(names.current().isOfOwnNodeOnly, undefined);
  server.store.put("endpointslices", slice("web-abc", ["10.0.2.9", "10.0.2.10"]));
  server.store.put("endpointslices", slice("web-copy", ["10.0.2.10"]));
  await until("the endpoints", () => claims(names).length === 4);
  server.store.put("endpointslices", slice("web-abc", []));
  await until("the end of one", () => claims(names).some(([address, , hasEnded]) => address === "10.0.2.9" && hasEnded));
  // It is in the other slice as well.
  assert.deepEqual(claims(names).find(([address]) => address === "10.0.2.10")?.[2], false);
  assert.deepEqual(
    claims(names).find(([address]) => address === "10.0.2.9"),
    ["10.0.2.9", "pod shop/web-9", true, false],
  );
  server.store.put("endpointslices", slice("web-abc", ["10.0.2.9"]));
  await until("it is back", () => claims(names).every(([, , hasEnded]) => !hasEnded));
  server.store.remove("endpointslices", "shop/web-abc");
  server.store.remove("endpointslices", "shop/web-copy");
  await until("the end of all", () => claims(names).filter(([, , hasEnded]) => hasEnded).length === 2);
});

test("while the endpoints may not be watched, they are as unknown as if nobody had asked for them", async (t) => {
  const server = new ScriptedApiServer();
  server.fail("endpointslices", { status: 403 });
  const { names } = await open(t, { endpointSlices: true }, server);
  assert.equal(names.current().isOfOwnNodeOnly, true);
  assert.match(names.remarks().join(), /endpointslices/);
});

async function open(
  t: TestContext,
  options: Partial<OpenClusterNamesOptions> = {},
  server = new ScriptedApiServer(),
): Promise<{ readonly server: ScriptedApiServer; readonly names: NameSource }> {
  fillExampleCluster(server.store);
  await server.start();
  t.after(() => server.stop());
  const access = { description: server.url, target: async () => ({ url: server.url, headers: {}, tls: {} }), forget: () => {} };
  const names = await openClusterNames({ access, scope: "node", ownNode: "node-a", pace: new TestPace(), ...options });
  t.after(() => names.close());
  return { server, names };
}

function slice(name: string, addresses: readonly string[]) {
  const endpoints = addresses.map((address) => ({
    addresses: [address],
    targetRef: { kind: "Pod", namespace: "shop", name: `web-${address.split(".")[3]}` },
  }));
  return { metadata: { name, namespace: "shop", labels: { "kubernetes.io/service-name": "web" } }, endpoints, ports: [{ port: 80 }] };
}

function claims(names: NameSource): readonly (readonly [string, string, boolean, boolean])[] {
  return names
    .current()
    .claims.map(
      ({ address, owner, untilMs, mayBeElsewhere }) =>
        [address, workloadText(owner), untilMs !== undefined, mayBeElsewhere === true] as const,
    )
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
}
