import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { batchCollectContract } from "../../src/contract/tools/batch-collect.ts";
import { batchStatusContract } from "../../src/contract/tools/batch-status.ts";
import { clusterHealthContract } from "../../src/contract/tools/cluster-health.ts";
import { compareNodesContract } from "../../src/contract/tools/compare-nodes.ts";
import { makeBundles, spoilBundles, spoiled, twoHundred } from "../../src/mcp/tools/many-bundles.case.ts";
import { askTool, callTool, failureOf } from "./ask-tool.ts";
import { kernelCause } from "./judge-d3.ts";
import { startMcp, temporaryFolder } from "./running-server.ts";
import { assertUnharmed, newClient, type Revision, revisions } from "./stdio-server.ts";
import { walkD3 } from "./walk-d3.ts";

const token = "a-token-of-sixteen-characters-and-more";
const folder = temporaryFolder({ after });
makeBundles(join(folder, "bundles"), twoHundred);
spoilBundles(join(folder, "bundles/prod"));
const tokenFile = join(folder, "token");
writeFileSync(tokenFile, `${token}\n`, { mode: 0o600 });
const server = await startMcp({ after }, ["--bundles", join(folder, "bundles"), "--token-file", tokenFile]);

async function connect(revision: Revision, authorization: string | undefined) {
  const client = newClient(revision);
  const requestInit = authorization === undefined ? {} : { headers: { authorization } };
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url), { requestInit }));
  after(() => client.close());
  return client;
}

const batches: string[] = [];

for (const revision of revisions) {
  test(`nobody is let in by ${revision} without the token`, async () => {
    for (const authorization of [undefined, "Bearer another", `Basic ${token}`])
      await assert.rejects(connect(revision, authorization), /token|authorization/, String(authorization));
  });

  test(`a client of ${revision} finds the full nodes of two hundred bundles and what they share, and walks the runbook over one`, async () => {
    const client = await connect(revision, `Bearer ${token}`);
    const progress: number[] = [];
    const result = await client.callTool(
      { name: "cluster_health", arguments: { clusterName: "prod" } },
      { onprogress: ({ progress: done }) => progress.push(done), timeout: 60_000 },
    );
    assert.ok(JSON.stringify(result).length <= 25_000);
    const health = clusterHealthContract.output.strict().parse(result.structuredContent);
    assert.deepEqual(health.healthSummary.bySeverity, { critical: 70, warning: 10, unknown: 5, notice: 0, ok: 65 });
    assert.deepEqual(
      [health.reading.kind, health.reading.workloads.map(({ id, nodes }) => [id, nodes])],
      ["several", [["Deployment shop/checkout", 70]]],
    );
    assert.equal(health.gaps?.filter((gap) => /^prod\/(?:damaged|\.half)/.test(gap)).length, spoiled.damaged + spoiled["half-written"]);
    assert.ok(progress.length > 0 && progress.every((done, at) => at === 0 || done > (progress[at - 1] ?? 0)), progress.join());

    const { insightKind, commonFindings } = await askTool(client, compareNodesContract, {
      instanceIds: ["prod-node-1", "prod-node-2", "prod-node-3"],
    });
    assert.equal(insightKind, "common");
    assert.ok(commonFindings.some(({ pattern }) => pattern === "drops"));

    const worst = health.unhealthyNodes[0] ?? "";
    const healthy = "prod-node-100";
    const { report, comparison } = await walkD3(client, { instanceId: worst, otherInstanceId: healthy, clusterName: "prod" });
    assert.equal(report.root_cause, kernelCause);
    assert.equal(comparison?.insightKind, "individual");
    assert.equal((await walkD3(client, { instanceId: healthy, clusterName: "prod" })).report.root_cause, "neither: none");
  });

  test(`a client of ${revision} has a sample of each kind collected and asks how it stands, also for what another began`, async () => {
    const client = await connect(revision, `Bearer ${token}`);
    const dry = await askTool(client, batchCollectContract, { clusterName: "prod", dryRun: true });
    assert.deepEqual([dry.batchId, dry.executions], [undefined, []]);
    const { batchId = "", executions } = await askTool(client, batchCollectContract, { clusterName: "prod", samplesPerBucket: 2 });
    assert.deepEqual(
      executions.map(({ instanceId }) => instanceId).sort(),
      dry.buckets.flatMap(({ sampleNodes }) => sampleNodes.slice(0, 2)).sort(),
    );
    batches.push(batchId);
    for (const id of batches) {
      const { allComplete, summary } = await askTool(client, batchStatusContract, { batchId: id });
      assert.deepEqual([allComplete, summary], [true, { total: 6, running: 0, completed: 6, failed: 0, cancelled: 0 }]);
    }
    assert.equal((await failureOf(client, "batch_status", { batchId: "batch-nobody" })).code, "unknown-run");
    assert.match((await failureOf(client, "cluster_health", {})).message, /prod, staging/);
  });
}

test("two clients ask at once and both have the same answer", async () => {
  const [one, other] = await Promise.all(revisions.map((revision) => connect(revision, `Bearer ${token}`)));
  assert.ok(one !== undefined && other !== undefined);
  const ask = { clusterName: "staging", maxNodes: 3 };
  const [left, right] = await Promise.all([callTool(one, "cluster_health", ask), callTool(other, "cluster_health", ask)]);
  const ageless = (value: unknown) => JSON.stringify(value).replace(/"ageSeconds":\d+/g, "");
  assert.equal(ageless(left.structuredContent), ageless(right.structuredContent));
});

test("none of it has met a bug, and the server ends when it is told to", async () => {
  assert.equal(await server.stop(), 0);
  assertUnharmed(server.log());
});
