import assert from "node:assert/strict";
import { execFile, spawn, spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { openKubeconfigAccess } from "../../src/sources/kubernetes/kubeconfig-access.ts";
import { openClusterNames } from "../../src/sources/kubernetes/open-cluster-names.ts";
import { writeKubeconfig } from "./accesses.ts";
import { hasOpenssl, makeAuthority } from "./certificates.ts";
import { fillExampleCluster, pod } from "./example-cluster.ts";
import { ScriptedApiServer } from "./scripted-api-server.ts";
import { until } from "./test-pace.ts";

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
