import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { hasOpenssl, makeAuthority } from "../kubernetes/certificates.ts";
import { waitFor } from "../prometheus/server-process.ts";
import { startAgent } from "./agent-in-namespace.ts";
import { fillTable, fullTableLimit } from "./full-table.ts";
import { openLaboratory } from "./laboratory.ts";
import type { LaboratoryNamespace } from "./laboratory-namespace.ts";
import type { ClusterReport } from "./programs/scripted-cluster.ts";
import type { RunningProgram } from "./running-program.ts";

const nodeName = "node-a";
const token = "of-the-agent";

test("while the table is full the cluster is watched and told, and metrics are pushed, over the connections that were open before", async (t) => {
  if (!hasOpenssl) return t.skip("needs the tool openssl");
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client: node, server: peer, link } = laboratory.addPair();
  const authority = makeAuthority("of a full table", [link.right.ipv4]);
  const cluster = await startCluster(peer, link.right.ipv4, authority);
  const { apiPort, otlpPort } = cluster.answer;
  const directory = mkdtempSync(join(tmpdir(), "ullage-survive-"));
  t.after(() => rmSync(directory, { recursive: true }));
  const socketPath = join(directory, "agent.sock");
  await startAgent(
    t,
    node,
    [
      ...["--metrics-listen", `${link.left.ipv4}:9855`, "--no-api", "--socket", socketPath],
      ...["--in-cluster", "--node", nodeName, "--kubernetes-events", "--node-condition"],
      ...["--otlp-endpoint", `http://${link.right.ipv4}:${otlpPort}/v1/metrics`, "--otlp-interval", "1"],
    ],
    {
      prepare: serviceAccount(t, authority.ca),
      environment: { KUBERNETES_SERVICE_HOST: link.right.ipv4, KUBERNETES_SERVICE_PORT: String(apiPort) },
    },
  );
  const report = () => reportOf(cluster.program);
  const before = await waitFor("watches and pushes", report, ({ openWatches, pushes }) => openWatches > 0 && pushes >= 2);
  // Other namespaces of the machine may be a matter of their own.
  assert.ok(!before.events.some((event) => event.includes("KernelTableFull")));

  await fillTable(node);
  await laboratory.withConntrackMax(fullTableLimit, async () => {
    const fullSince = performance.now();
    const isTold = ({ events, pressure, pushes }: ClusterReport) =>
      events.some((event) => event.includes("KernelTableFull")) && pressure === "True" && pushes >= before.pushes + 3;
    const told = await waitFor("an Event and a condition that say so, and pushes", report, isTold, 60);
    t.diagnostic(
      `the cluster was told ${((performance.now() - fullSince) / 1000).toFixed(1)} s after the table was full; ${told.pushes - before.pushes} pushes meanwhile`,
    );

    await t.test("a pod that starts meanwhile is known by its name", async () => {
      cluster.program.tell("add-pod");
      await cluster.program.next();
      const socket = ["--unix-socket", socketPath];
      const top = () => node.run("curl", "-sS", "--max-time", "10", "--retry", "3", ...socket, "http://localhost/v1/top");
      await waitFor("its name in the list of workloads", top, (answer) => answer.includes("latecomer"));
    });

    await t.test("no connection was opened for any of it", async () => {
      const { connections, pushConnections, watches, openWatches } = await report();
      assert.deepEqual(
        { connections, pushConnections, watches, openWatches },
        {
          connections: before.connections,
          pushConnections: before.pushConnections,
          watches: before.watches,
          openWatches: before.openWatches,
        },
      );
    });
  });
});

function startCluster(peer: LaboratoryNamespace, host: string, { ca, server }: ReturnType<typeof makeAuthority>) {
  return peer.start<{ apiPort: string; otlpPort: number }>("scripted-cluster", { host, node: nodeName, token, ca, server });
}

async function reportOf(cluster: RunningProgram): Promise<ClusterReport> {
  cluster.tell("report");
  return cluster.next<ClusterReport>();
}

/** Where the kubelet mounts it, in the mounts of the agent alone. */
function serviceAccount(t: TestContext, ca: string): string {
  const directory = mkdtempSync(join(tmpdir(), "ullage-service-account-"));
  t.after(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, "token"), token);
  writeFileSync(join(directory, "ca.crt"), ca);
  const target = "/var/run/secrets/kubernetes.io/serviceaccount";
  return `mount -t tmpfs none /var/run/ && mkdir -p ${target} && cp ${directory}/* ${target}/`;
}
