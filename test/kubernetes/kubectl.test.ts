import assert from "node:assert/strict";
import { execFile, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { openKubeconfigAccess } from "../../src/sources/kubernetes/kubeconfig-access.ts";
import { openClusterNames } from "../../src/sources/kubernetes/open-cluster-names.ts";
import { until } from "../until.ts";
import { writeKubeconfig } from "./accesses.ts";
import { hasOpenssl, makeAuthority } from "./certificates.ts";
import { fillExampleCluster, pod } from "./example-cluster.ts";
import { strategicMergeOfNode } from "./merge-patches.ts";
import { ScriptedApiServer } from "./scripted-api-server.ts";

/** The real client against the scripted server: what it takes for an API server is close to one. */
const skip = !hasOpenssl
  ? "certificates are made with openssl, which is not here"
  : spawnSync("kubectl", ["version", "--client"]).status !== 0
    ? "kubectl is not here"
    : false;

interface Cluster {
  readonly server: ScriptedApiServer;
  readonly kubeconfig: string;
  readonly environment: NodeJS.ProcessEnv;
}

async function open(t: TestContext): Promise<Cluster> {
  const authority = makeAuthority("cluster");
  const server = new ScriptedApiServer({ authority });
  server.tokens = new Set(["t1"]);
  fillExampleCluster(server.store);
  await server.start();
  t.after(() => server.stop());
  const directory = mkdtempSync(join(tmpdir(), "ullage-kubectl-"));
  const kubeconfig = writeKubeconfig(directory, server.url, authority, { token: "t1" });
  return { server, kubeconfig, environment: { PATH: process.env["PATH"], HOME: directory, KUBECONFIG: kubeconfig } };
}

async function kubectl({ environment }: Cluster, ...parameters: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("kubectl", [...parameters], { env: environment, timeout: 30_000 });
  return stdout;
}

test("kubectl and Ullage see the same pods, in chunks, with the same kubeconfig", { skip }, async (t) => {
  const cluster = await open(t);
  for (let index = 0; index < 30; index++) cluster.server.store.put("pods", pod({ name: `many-${index}`, ip: `10.0.3.${index}` }));
  const columns = "custom-columns=IP:.status.podIP,NAME:.metadata.name";
  const seen = await kubectl(cluster, "get", "pods", "-A", "--no-headers", "--chunk-size=10", "-o", columns);
  const byKubectl = seen
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).join(" "));
  assert.equal(cluster.server.lists("pods").filter(({ query }) => query["limit"] === "10").length, 4);
  const names = await openClusterNames({ access: await openKubeconfigAccess({ path: cluster.kubeconfig, environment: {} }) });
  t.after(() => names.close());
  const byUllage = names.current().claims.map(({ address, owner }) => `${address} ${owner.name}`);
  assert.deepEqual(byUllage.toSorted(), byKubectl.toSorted());
});

test("kubectl's selector of a node's pods, its other lists and its refusals are as of a real server", { skip }, async (t) => {
  const cluster = await open(t);
  const onNode = await kubectl(cluster, "get", "pods", "-A", "-o", "name", "--field-selector", "spec.nodeName=node-b");
  assert.equal(onNode.trim(), "pod/report-29012345-abcde");
  const others = await kubectl(cluster, "get", "rs,jobs,svc,endpointslices,nodes", "-A", "-o", "name");
  assert.deepEqual(others.trim().split("\n"), [
    "replicaset.apps/checkout-7d9f6c5b8",
    "job.batch/report-29012345",
    "service/checkout",
    "endpointslice.discovery.k8s.io/checkout-abc",
    "node/node-a",
    "node/node-b",
  ]);
  cluster.server.fail("pods", { status: 403, message: "pods is forbidden: not for you" });
  await assert.rejects(kubectl(cluster, "get", "pods", "-A"), /Error from server \(Forbidden\): pods is forbidden: not for you/);
});

test("kubectl watches, through changes and removals", { skip }, async (t) => {
  const cluster = await open(t);
  const watching = spawn("kubectl", ["get", "pods", "-A", "--watch", "--output-watch-events", "-o", "json"], { env: cluster.environment });
  t.after(() => watching.kill());
  let text = "";
  createInterface({ input: watching.stdout }).on("line", (line) => {
    text += line;
  });
  await until("the watch", () => cluster.server.openWatches === 1);
  cluster.server.store.put("pods", pod({ name: "later", ip: "10.0.1.9" }));
  cluster.server.store.put("pods", pod({ name: "later", ip: "10.0.1.10" }));
  cluster.server.store.remove("pods", "shop/later");
  await until("the events", () => text.includes("DELETED"));
  const types = [...text.matchAll(/"type":\s*"(ADDED|MODIFIED|DELETED)"/g)].map(([, type]) => type);
  assert.deepEqual(types, ["ADDED", "ADDED", "ADDED", "ADDED", "MODIFIED", "DELETED"]);
});

const conditions = [
  { type: "Ready", status: "True", reason: "KubeletReady" },
  { type: "ConntrackPressure", status: "False", reason: "ConntrackHasRoom", message: "room" },
  { type: "DiskPressure", status: "False" },
];
const condition = { type: "ConntrackPressure", status: "True", reason: "KernelTableFull", lastHeartbeatTime: "2026-01-15T12:00:00Z" };

for (const [what, before, patch] of [
  ["a condition that is there", conditions, condition],
  ["a condition that is not there", conditions.slice(0, 1), condition],
  ["a node without conditions", [], condition],
  ["a condition that is taken away", conditions, { $patch: "delete", type: "ConntrackPressure" }],
] as const)
  test(`kubectl's own strategic merge and the scripted server's agree on ${what}`, { skip }, async (t) => {
    const cluster = await open(t);
    const node = { apiVersion: "v1", kind: "Node", metadata: { name: "node-a" }, status: { conditions: before } };
    const body = { status: { conditions: [patch] } };
    const file = join(mkdtempSync(join(tmpdir(), "ullage-patch-")), "node.json");
    writeFileSync(file, JSON.stringify(node));
    const merged = JSON.parse(
      await kubectl(cluster, "patch", "--local", "-f", file, "--type=strategic", "-p", JSON.stringify(body), "-o", "json"),
    );
    const byType = (one: unknown) =>
      ((one as { status?: { conditions?: { type: string }[] } }).status?.conditions ?? []).toSorted((a, b) => (a.type < b.type ? -1 : 1));
    // Where the element that is added stands is the one thing that the two need not agree on.
    assert.deepEqual(byType(strategicMergeOfNode(node, body)), byType(merged));
  });

test("kubectl writes a Node's status as the agent does, and takes the agent's Event for one", { skip }, async (t) => {
  const cluster = await open(t);
  await kubectl(
    cluster,
    "patch",
    "node",
    "node-a",
    "--subresource=status",
    "--type=strategic",
    "-p",
    JSON.stringify({ status: { conditions: [condition] } }),
  );
  const [seen] = cluster.server.writesOf("nodes/status");
  assert.equal(seen?.method, "PATCH");
  const shown = await kubectl(
    cluster,
    "get",
    "node",
    "node-a",
    "-o",
    "jsonpath={.status.conditions[?(@.type=='ConntrackPressure')].reason}",
  );
  assert.equal(shown, "KernelTableFull");
  const event = {
    ...{ apiVersion: "events.k8s.io/v1", kind: "Event", metadata: { name: "node-a.1", namespace: "default" } },
    ...{ eventTime: "2026-01-15T12:00:00.000000Z", reportingController: "ullage-agent", reportingInstance: "node-a", action: "Diagnose" },
    ...{
      reason: "KernelTableFull",
      type: "Warning",
      note: "full",
      regarding: { apiVersion: "v1", kind: "Node", name: "node-a", uid: "1" },
    },
  };
  const file = join(mkdtempSync(join(tmpdir(), "ullage-event-")), "event.json");
  writeFileSync(file, JSON.stringify(event));
  await kubectl(cluster, "create", "--validate=false", "-f", file);
  await kubectl(
    cluster,
    "patch",
    "events.v1.events.k8s.io",
    "node-a.1",
    "-n",
    "default",
    "--type=merge",
    "-p",
    '{"series":{"count":2,"lastObservedTime":"2026-01-15T12:05:00.000000Z"}}',
  );
  const note = await kubectl(
    cluster,
    "get",
    "events.v1.events.k8s.io",
    "node-a.1",
    "-n",
    "default",
    "-o",
    "jsonpath={.note} {.series.count}",
  );
  assert.equal(note, "full 2");
  await assert.rejects(
    kubectl(cluster, "patch", "events.v1.events.k8s.io", "node-a.1", "-n", "default", "--type=merge", "-p", '{"note":"other"}'),
    /note: field is immutable/,
  );
});

test("kubectl reads the admission policies", { skip }, async (t) => {
  const cluster = await open(t);
  const file = join(import.meta.dirname, "../../deploy/kubernetes/validating-admission-policy.yaml");
  const read = await kubectl(cluster, "create", "--dry-run=client", "--validate=false", "-f", file, "-o", "name");
  assert.deepEqual(read.trim().split("\n"), [
    "validatingadmissionpolicy.admissionregistration.k8s.io/ullage-agent-node-condition",
    "validatingadmissionpolicybinding.admissionregistration.k8s.io/ullage-agent-node-condition",
    "validatingadmissionpolicy.admissionregistration.k8s.io/ullage-agent-events",
    "validatingadmissionpolicybinding.admissionregistration.k8s.io/ullage-agent-events",
  ]);
});
