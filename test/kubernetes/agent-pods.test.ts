import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { listAgentPods } from "../../src/sources/kubernetes/agent-pods.ts";
import { ApiFailure } from "../../src/sources/kubernetes/api-failure.ts";
import { KubernetesApi } from "../../src/sources/kubernetes/kubernetes-api.ts";
import type { StoredObject } from "./object-store.ts";
import { ScriptedApiServer } from "./scripted-api-server.ts";

const labelSelector = "app.kubernetes.io/name=ullage,app.kubernetes.io/component=agent";

test("the agents are found by their labels, by node, with the addresses and ports they are asked at", async (t) => {
  const { api, server } = await open(t);
  server.store.put("pods", agentPod("ullage-b", { node: "node-b", ip: "10.0.2.9" }));
  server.store.put("pods", agentPod("ullage-a", { node: "node-a", ip: "10.0.1.9" }));
  server.store.put("pods", agentPod("other", { node: "node-a", ip: "10.0.1.10", labels: { "app.kubernetes.io/name": "other" } }));
  const ports = [{ name: "api", port: 9856 }];
  assert.deepEqual(await listAgentPods(api, { namespace: "ullage", labelSelector, signal }), [
    { namespace: "ullage", name: "ullage-a", node: "node-a", podIp: "10.0.1.9", hostIp: "172.16.0.1", isReady: true, ports },
    { namespace: "ullage", name: "ullage-b", node: "node-b", podIp: "10.0.2.9", hostIp: "172.16.0.1", isReady: true, ports },
  ]);
  assert.equal(server.requests[0]?.path, "/api/v1/namespaces/ullage/pods");
});

test("an agent that has no node or address yet is listed, so that it can be named, and one that has ended is not", async (t) => {
  const { api, server } = await open(t);
  server.store.put("pods", agentPod("pending", { phase: "Pending" }));
  server.store.put("pods", agentPod("evicted", { node: "node-a", ip: "10.0.1.9", phase: "Failed" }));
  const pods = await listAgentPods(api, { labelSelector, signal });
  assert.deepEqual(
    pods.map(({ name, node, podIp, isReady }) => ({ name, node, podIp, isReady })),
    [{ name: "pending", node: undefined, podIp: undefined, isReady: false }],
  );
});

test("a thousand agents come in chunks, and a list that may not be had is a failure that says so", async (t) => {
  const { api, server } = await open(t);
  for (let index = 0; index < 1200; index++)
    server.store.put("pods", agentPod(`ullage-${index}`, { node: `node-${index}`, ip: "10.0.1.9" }));
  assert.equal((await listAgentPods(api, { labelSelector, signal })).length, 1200);
  assert.equal(server.lists("pods").length, 3);
  server.fail("pods", { status: 403 });
  await assert.rejects(listAgentPods(api, { labelSelector, signal }), (error) => error instanceof ApiFailure && error.kind === "forbidden");
});

const { signal } = new AbortController();

interface AgentPodExample {
  readonly node?: string;
  readonly ip?: string;
  readonly phase?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

function agentPod(name: string, { node, ip, phase = "Running", labels }: AgentPodExample): StoredObject {
  const ofAgents = { "app.kubernetes.io/name": "ullage", "app.kubernetes.io/component": "agent" };
  return {
    metadata: { name, namespace: "ullage", labels: labels ?? ofAgents },
    spec: { nodeName: node, containers: [{ name: "agent", ports: [{ name: "api", containerPort: 9856 }] }] },
    status: {
      phase,
      podIP: ip,
      hostIP: node && "172.16.0.1",
      conditions: [{ type: "Ready", status: phase === "Running" ? "True" : "False" }],
    },
  };
}

async function open(t: TestContext) {
  const server = new ScriptedApiServer();
  await server.start();
  t.after(() => server.stop());
  const target = async () => ({ url: server.url, headers: {}, tls: {} });
  const api = new KubernetesApi({ description: server.url, target, forget: () => {} });
  t.after(() => api.close());
  return { server, api };
}
