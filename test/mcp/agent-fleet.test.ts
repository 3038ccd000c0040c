import assert from "node:assert/strict";
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, suite, type TestContext, test } from "node:test";
import { callTool, contextOfBundles } from "../../src/mcp/arguments/bundle-context.case.ts";
import type { ToolContext } from "../../src/mcp/tool.ts";
import { clusterHealthTool } from "../../src/mcp/tools/cluster-health.ts";
import { diagnoseTool } from "../../src/mcp/tools/diagnose.ts";
import { findFlowTool } from "../../src/mcp/tools/find-flow.ts";
import { forecastTool } from "../../src/mcp/tools/forecast.ts";
import { planChangeTool } from "../../src/mcp/tools/plan-change.ts";
import { topTalkersTool } from "../../src/mcp/tools/top-talkers.ts";
import { openAgents } from "../../src/operations/agents/open-agents.ts";
import { openBundleShelf } from "../../src/operations/bundle-shelf/open-shelf.ts";
import type { Fleet } from "../../src/operations/fleet/fleet.ts";
import { type AgentFleetOptions, openAgentFleet } from "../../src/operations/fleet/open-agent-fleet.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { ToolFailure } from "../../src/platform/tool-failure.ts";
import { AgentClient } from "../../src/sources/agents/agent-client.ts";
import { deadPort, folderFor, type RunningAgent, serveLikeAgent, startAgent } from "../cli/running-agents.ts";
import { writeKubeconfig } from "../kubernetes/accesses.ts";
import { hasOpenssl, makeAuthority } from "../kubernetes/certificates.ts";
import { ScriptedApiServer } from "../kubernetes/scripted-api-server.ts";
import { recordingsFolder } from "../recordings/recordings-folder.ts";
import { until } from "../until.ts";
import { ScriptedAgent, type ScriptedAgentOptions } from "./scripted-agent.ts";

const { signal } = new AbortController();
const logger = { info: () => {}, warn: () => {}, error: () => {} };
const clientOf = (address: string) => new AgentClient({ name: address, address: { kind: "url", url: `http://${address}` } });
const failsWith = (code: string, words: RegExp) => (error: unknown) =>
  error instanceof ToolFailure && error.code === code && words.test(error.message);

interface OpenedFleet {
  readonly fleet: Fleet;
  /** Where bundles are collected into. */
  readonly collected: string;
  readonly context: ToolContext;
}

/** Agents beside a shelf on which recordings lie as bundles, by the names of their folders. */
async function openFleet(
  t: Pick<TestContext, "after">,
  agents: readonly AgentClient[],
  recordings: Readonly<Record<string, string>> = {},
  more: Partial<AgentFleetOptions> = {},
): Promise<OpenedFleet> {
  const folder = folderFor(t);
  const [directory, collected] = [join(folder, "read"), join(folder, "collected")];
  for (const path of [directory, collected]) mkdirSync(path);
  for (const [name, recording] of Object.entries(recordings))
    cpSync(join(recordingsFolder, recording), join(directory, name), { recursive: true });
  const shelf = openBundleShelf({ directory, collectsInto: collected, clock: systemClock, logger });
  const fleet = openAgentFleet({ agents, deadlineMs: 3_000, shelf, ...more });
  t.after(async () => {
    await fleet.close();
    await shelf.close();
  });
  const context = { ...(await contextOfBundles(directory, { shelf })), fleet };
  return { fleet, collected, context };
}

async function scripted(t: Pick<TestContext, "after">, options: ScriptedAgentOptions) {
  const agent = await ScriptedAgent.open(options);
  const address = await serveLikeAgent(t, agent.listener);
  return { agent, address, client: clientOf(address) };
}

suite("two real agents and one that is not there", () => {
  const opened: (() => unknown)[] = [];
  const t = { after: (close: () => unknown) => void opened.push(close) };
  let agents: readonly RunningAgent[] = [];
  let dead = "";
  let at: OpenedFleet;
  before(async () => {
    [agents, dead] = await Promise.all([Promise.all([startAgent(t, "node-a"), startAgent(t, "node-b.example")]), deadPort()]);
    at = await openFleet(t, [...agents.map(({ api }) => clientOf(api)), clientOf(dead)]);
  });
  after(async () => {
    for (const close of opened.reverse()) await close();
  });

  test("are listed by the names of their nodes, and the one that does not answer is named", async () => {
    const { nodes, unanswered } = await at.fleet.list(signal);
    assert.deepEqual(
      nodes.map(({ facts, isLive }) => [facts.name, isLive]),
      [
        ["node-a", true],
        ["node-b.example", true],
      ],
    );
    assert.deepEqual(unanswered, [{ agent: dead, code: "unreachable", because: "nothing listens there" }]);
    assert.equal((await at.fleet.find("node-b", signal)).facts.name, "node-b.example");
    assert.equal((await at.fleet.find(agents[0]?.api ?? "", signal)).facts.name, "node-a");
    await assert.rejects(at.fleet.find(dead, signal), failsWith("node-unanswered", /nothing listens there/));
    await assert.rejects(at.fleet.find("node-c", signal), failsWith("unknown-node", /near: node-a/));
  });

  test("are diagnosed together, worst first, or one by one with everything", async () => {
    const { fleet } = await callTool(diagnoseTool, {}, at.context);
    assert.deepEqual(fleet?.nodes.map(({ instanceId }) => instanceId).toSorted(), ["node-a", "node-b.example"]);
    assert.deepEqual(
      fleet?.unanswered.map(({ instanceId }) => instanceId),
      [dead],
    );
    const one = await callTool(diagnoseTool, { instanceId: "node-a" }, at.context);
    assert.deepEqual([one.node, one.live, one.origin], ["node-a", true, "live"]);
    assert.ok((one.evidence?.length ?? 0) > 0);
  });

  test("say who has the entries and when the table is full without a bundle", async () => {
    for (const by of ["workload", "client", "endpoint", "protocol", "state"]) {
      const { live, talkers, notEvaluated } = await callTool(topTalkersTool, { instanceId: "node-a", by }, at.context);
      assert.equal(live, true);
      assert.ok(talkers !== undefined || notEvaluated?.length === 1, by);
    }
    const { live, restsOn, count } = await callTool(forecastTool, { instanceId: "node-a" }, at.context);
    assert.equal(live, true);
    assert.match(restsOn ?? "", /^the counts of the agent: /);
    assert.ok((count ?? -1) >= 0);
    assert.deepEqual(readdirSync(at.collected), []);
  });

  test("give single entries in a bundle, which the next question is answered from as well", async () => {
    const found = await callTool(findFlowTool, { instanceId: "node-a", query: "127.0.0.1" }, at.context);
    assert.match(found.remarks?.join() ?? "", /which its agent made for this question/);
    assert.equal(found.live, false);
    assert.match(found.bundle ?? "", /ullage-node-a-/);
    const planned = await callTool(planChangeTool, { instanceId: "node-a", changes: { max: 524_288 } }, at.context);
    assert.match(planned.remarks?.join() ?? "", /answered from the bundle /);
    assert.equal(planned.bundle, found.bundle);
    assert.equal(planned.tomorrow?.max, 524_288);
    assert.equal(readdirSync(at.collected).filter((name) => name.endsWith(".tar.gz")).length, 1);
  });
});

test("an agent that dies in the middle of its answer is spoken for by the newest bundle of its node, and says so", async (t) => {
  const { agent, client } = await scripted(t, { recording: "healthy-node", node: "node-a" });
  // The recordings are of node-a.
  const { context, fleet } = await openFleet(t, [client], { "last-night": "full-churn" });
  assert.equal((await callTool(diagnoseTool, { instanceId: "node-a" }, context)).verdict?.limit, "none");
  agent.isDying = true;
  const { verdict, live, origin, gaps } = await callTool(diagnoseTool, { instanceId: "node-a" }, context);
  assert.deepEqual([verdict?.limit, live, origin], ["kernel-table-full", false, "last-night"]);
  assert.match(gaps?.join("\n") ?? "", /the agent of node-a does not answer \(.*broke.*\): its newest bundle, last-night of /);
  const talkers = await callTool(topTalkersTool, { instanceId: "node-a", by: "client" }, context);
  assert.deepEqual([talkers.live, talkers.bundle], [false, "last-night"]);
  const node = await fleet.find("node-a", signal);
  assert.equal((await node.observe(signal)).origin, "last-night");
});

test("an agent that dies and of whose node nothing was collected is unanswered, in its own words", async (t) => {
  const { agent, client } = await scripted(t, { recording: "healthy-node", node: "node-x", instanceId: "i-0cccccccccccccccc" });
  const { context } = await openFleet(t, [client], { "of-another": "full-churn" });
  await callTool(diagnoseTool, { instanceId: "node-x" }, context);
  agent.isDying = true;
  const question = { instanceId: "node-x" };
  for (const ask of [
    () => callTool(diagnoseTool, question, context),
    () => callTool(forecastTool, question, context),
    () => callTool(topTalkersTool, question, context),
  ])
    await assert.rejects(ask, failsWith("node-unanswered", /^node-x: the connection broke/));
});

test("an agent that was silent from the beginning is named, and its newest bundle stands in the list", async (t) => {
  const address = await deadPort();
  const client = new AgentClient({ name: "node-a", address: { kind: "url", url: `http://${address}` } });
  const { fleet, context } = await openFleet(t, [client], { "last-night": "full-churn" });
  const { nodes, unanswered, remarks } = await fleet.list(signal);
  assert.deepEqual(
    nodes.map(({ facts, isLive, bundle }) => [facts.name, isLive, bundle?.id]),
    [["node-a", false, "last-night"]],
  );
  assert.deepEqual([unanswered.length, remarks.length], [1, 1]);
  const { verdict, live } = await callTool(diagnoseTool, {}, context);
  assert.deepEqual([verdict?.limit, live], ["kernel-table-full", false]);
  const { totalNodes, answered, unanswered: silent } = (await callTool(clusterHealthTool, {}, context)).healthSummary;
  assert.deepEqual([totalNodes, answered, silent], [1, 1, 1]);
});

test("instances are known by their ids, and two nodes of one name are told apart by them or by their agents", async (t) => {
  const [one, other] = [
    await scripted(t, { recording: "full-churn", node: "ip-10-0-0-5", instanceId: "i-0aaaaaaaaaaaaaaaa" }),
    await scripted(t, { recording: "healthy-node", node: "ip-10-0-0-5", instanceId: "i-0bbbbbbbbbbbbbbbb" }),
  ];
  const { fleet, context } = await openFleet(t, [one.client, other.client]);
  await assert.rejects(
    fleet.find("ip-10-0-0-5", signal),
    failsWith("bad-argument", /names 2 nodes: i-0aaaaaaaaaaaaaaaa, i-0bbbbbbbbbbbbbbbb$/),
  );
  const first = await callTool(diagnoseTool, { instanceId: "i-0aaaaaaaaaaaaaaaa" }, context);
  assert.deepEqual([first.verdict?.limit, first.ec2InstanceId, first.zone], ["kernel-table-full", "i-0aaaaaaaaaaaaaaaa", "eu-west-1a"]);
  assert.equal((await callTool(diagnoseTool, { instanceId: other.address }, context)).verdict?.limit, "none");
});

test("who is known is asked no more than it takes, and many who ask at once are one question", async (t) => {
  const { agent, client } = await scripted(t, { recording: "full-churn", node: "node-a" });
  const { fleet } = await openFleet(t, [client]);
  await Promise.all(Array.from({ length: 20 }, () => fleet.list(signal)));
  await Promise.all(Array.from({ length: 20 }, () => fleet.find("node-a", signal)));
  assert.deepEqual(agent.asked, ["/v1/snapshot"]);
});

test("agents are asked now and then whether they live, so that a connection is there when a full table takes no other", async (t) => {
  const { agent, client } = await scripted(t, { recording: "full-churn", node: "node-a" });
  const { fleet } = await openFleet(t, [client], {}, { stayConnectedMs: 5 });
  await until("some questions", () => agent.asked.length >= 3);
  assert.deepEqual(new Set(agent.asked), new Set(["/healthz"]));
  await fleet.close();
});

suite("the agents of a cluster", { skip: !hasOpenssl && "certificates are made with openssl, which is not here" }, () => {
  test("are named by their nodes, with what the cluster says of those; a list of nodes that may not be had is a gap", async (t) => {
    const authority = makeAuthority("cluster");
    const server = new ScriptedApiServer({ authority });
    server.tokens = new Set(["t1"]);
    await server.start();
    t.after(() => server.stop());
    const { agent, address } = await scripted(t, { recording: "full-churn", node: "node-a" });
    addAgent(server, "ullage-a", "node-a", Number(address.split(":")[1]));
    addAgent(server, "ullage-b", "node-b", undefined);
    server.store.put("nodes", nodeObject("node-a", "aws:///eu-west-1a/i-0123456789abcdef0"));
    const kubeconfig = writeKubeconfig(folderFor(t), server.url, authority, { token: "t1" });
    const options = { agents: ["kubernetes"], agentsDeadline: 3, agentsSelector: "app.kubernetes.io/name=ullage", kubeconfig };
    const opened = await openAgents(options, signal);
    t.after(() => opened.close());
    const { cluster, agents } = opened;
    assert.ok(cluster?.name !== undefined);
    const fleetOf = () => openFleet(t, agents, {}, { cluster: cluster.name ?? "", relist: cluster.list, nodeFacts: cluster.nodeFacts });
    const { fleet, context } = await fleetOf();
    const node = await fleet.find("i-0123456789abcdef0", signal);
    assert.deepEqual(node.facts, {
      ...{ name: "node-a", cluster: cluster.name, instanceId: "i-0123456789abcdef0", zone: "eu-west-1a" },
      ...{ nodegroup: "workers", instanceType: "m5.large", image: "Amazon Linux 2023", isReady: true },
    });
    // Nobody else was asked for it.
    assert.deepEqual(new Set(server.forwards.seen.map(({ pod }) => pod)), new Set(["ullage-a"]));
    assert.equal((await callTool(diagnoseTool, { instanceId: "node-a" }, context)).ec2InstanceId, "i-0123456789abcdef0");
    const { nodes, unanswered } = await fleet.list(signal);
    assert.deepEqual([nodes.map(({ facts }) => facts.name), unanswered.map((silent) => silent.agent)], [["node-a"], ["node-b"]]);
    assert.ok(agent.asked.includes("/v1/diagnose"));

    server.fail("nodes", { status: 403, message: "nodes is forbidden" });
    const without = await (await fleetOf()).fleet.list(signal);
    const { nodegroup, isReady, instanceId } = without.nodes[0]?.facts ?? {};
    // What the agent says itself is known all the same.
    assert.deepEqual([nodegroup, isReady, instanceId], [undefined, undefined, "i-0123456789abcdef0"]);
    assert.match(without.remarks.join(), /what the cluster says of its nodes is not known: .*forbidden/);
  });
});

function addAgent(server: ScriptedApiServer, pod: string, node: string, port: number | undefined): void {
  server.store.put("pods", {
    metadata: { name: pod, namespace: "monitoring", labels: { "app.kubernetes.io/name": "ullage" } },
    spec: { nodeName: node, containers: [{ name: "agent", ports: [{ name: "api", containerPort: 9857 }] }] },
    status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
  });
  if (port !== undefined) server.forwards.targets.set(`monitoring/${pod}`, { port });
}

function nodeObject(name: string, providerID: string) {
  const labels = { "node.kubernetes.io/instance-type": "m5.large", "eks.amazonaws.com/nodegroup": "workers" };
  return {
    metadata: { name, labels },
    spec: { providerID },
    status: { conditions: [{ type: "Ready", status: "True" }], nodeInfo: { osImage: "Amazon Linux 2023" } },
  };
}
