import { defaultApiPort } from "../../platform/default-addresses.ts";
import { InputError } from "../../platform/input-error.ts";
import { AgentClient } from "../../sources/agents/agent-client.ts";
import { AgentFailure } from "../../sources/agents/agent-failure.ts";
import { openPodForward } from "../../sources/agents/pod-forward.ts";
import { type AgentPod, listAgentPods } from "../../sources/kubernetes/agent-pods.ts";
import { ApiFailure } from "../../sources/kubernetes/api-failure.ts";
import type { ClusterAccess } from "../../sources/kubernetes/cluster-access.ts";
import { KubernetesApi } from "../../sources/kubernetes/kubernetes-api.ts";
import { listNodeFacts } from "../../sources/kubernetes/list-node-facts.ts";
import type { AgentsOptions, ClusterOptions } from "./agents-options.ts";
import type { OpenedAgents } from "./open-agents.ts";
import { openClusterAccess } from "./open-cluster-access.ts";

/** The agents of a cluster, found by their pods and asked through the API server; each goes by the name of its node. */
export async function openClusterAgents(options: AgentsOptions & ClusterOptions, signal: AbortSignal): Promise<OpenedAgents> {
  const access = await openClusterAccess(options);
  const api = new KubernetesApi(access);
  const list = (cut: AbortSignal) => listAgents(api, options, cut);
  try {
    return {
      agents: await list(signal),
      oneNode: "--agents-node",
      cluster: {
        ...(access.clusterName === undefined ? {} : { name: access.clusterName }),
        list,
        nodeFacts: (cut) => listNodeFacts(api, cut),
      },
      close: () => api.close(),
    };
  } catch (error) {
    api.close();
    throw error;
  }
}

async function listAgents(
  api: KubernetesApi,
  options: AgentsOptions & ClusterOptions,
  signal: AbortSignal,
): Promise<readonly AgentClient[]> {
  const pods = await listPods(api, options, signal);
  const wanted = options.agentsNode;
  const missing = wanted?.filter((node) => !pods.some((pod) => pod.node === node)) ?? [];
  return [
    ...pods.filter(({ node }) => wanted === undefined || wanted.includes(node ?? "")).map((pod) => clientOf(pod, api.access)),
    ...missing.map((node) => silentClient(node, "the cluster has no pod of an agent on it")),
  ];
}

async function listPods(api: KubernetesApi, options: AgentsOptions, signal: AbortSignal): Promise<readonly AgentPod[]> {
  const { agentsNamespace: namespace, agentsSelector: labelSelector } = options;
  const { description } = api.access;
  try {
    const pods = await listAgentPods(api, { labelSelector, signal, ...(namespace === undefined ? {} : { namespace }) });
    if (pods.length > 0) return pods;
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    const what = `the pods of the agents could not be listed: ${error.message}`;
    throw new InputError("agents-not-found", description, what, { cause: error });
  }
  const where = namespace === undefined ? "" : ` in the namespace ${namespace}`;
  throw new InputError("agents-not-found", description, `has no pod labelled ${labelSelector}${where}`);
}

/** A pod that is not ready is asked all the same: its probe is a connection of its own, which a full table refuses. */
function clientOf({ namespace, name, node, isReady, ports }: AgentPod, access: ClusterAccess): AgentClient {
  const pod = `${namespace}/${name}`;
  if (node === undefined) return silentClient(pod, "its pod is on no node yet");
  const port = ports.find((candidate) => candidate.name === "api")?.port ?? defaultApiPort;
  return new AgentClient({
    name: node,
    // Where it is reached is the business of `connect`; by this name it is asked, which its check of the host accepts.
    address: { kind: "url", url: `http://localhost:${port}` },
    connect: (signal) => openPodForward(access, { namespace, pod: name, port }, signal),
    ...(isReady ? {} : { remark: `its pod ${pod} is not ready` }),
  });
}

function silentClient(name: string, because: string): AgentClient {
  return new AgentClient({
    name,
    address: { kind: "url", url: "http://localhost" },
    connect: () => Promise.reject(new AgentFailure("not-running", because)),
  });
}
