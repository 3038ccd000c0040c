import { InputError } from "../../platform/input-error.ts";
import { AgentClient } from "../../sources/agents/agent-client.ts";
import { openPodForward } from "../../sources/agents/pod-forward.ts";
import { listAgentPods } from "../../sources/kubernetes/agent-pods.ts";
import { ApiFailure } from "../../sources/kubernetes/api-failure.ts";
import type { ClusterAccess } from "../../sources/kubernetes/cluster-access.ts";
import { KubernetesApi } from "../../sources/kubernetes/kubernetes-api.ts";
import type { NameOptions } from "../name-options.ts";
import type { AgentsOptions } from "./agents-options.ts";
import type { OpenedAgents } from "./open-agents.ts";

/** The agents of a cluster, found by their pods and asked through the API server; each goes by the name of its node. */
export async function openClusterAgents(
  options: AgentsOptions & Pick<NameOptions, "kubeconfig" | "context" | "inCluster">,
  credentials: { readonly token?: string },
  signal: AbortSignal,
): Promise<OpenedAgents> {
  const { agentsNamespace, agentsSelector } = options;
  const access = await openAccess(options);
  const api = new KubernetesApi(access);
  try {
    const pods = await listAgentPods(api, {
      labelSelector: agentsSelector,
      signal,
      ...(agentsNamespace === undefined ? {} : { namespace: agentsNamespace }),
    });
    if (pods.length === 0)
      throw new InputError(
        "cluster-access-unusable",
        access.description,
        `has no pod labelled ${agentsSelector}${agentsNamespace === undefined ? "" : ` in the namespace ${agentsNamespace}`}`,
      );
    const agents = pods.map((pod) => {
      const port = pod.ports.find(({ name }) => name === "api")?.port ?? defaultApiPort;
      return new AgentClient({
        name: pod.node ?? `${pod.namespace}/${pod.name}`,
        // Where it is reached is the business of `connect`; by this name it is asked, which its check of the host accepts.
        address: { kind: "url", url: `http://localhost:${port}` },
        connect: (asking) => openPodForward(access, { namespace: pod.namespace, pod: pod.name, port }, asking),
        ...credentials,
      });
    });
    return { agents, close: () => api.close() };
  } catch (error) {
    api.close();
    throw error instanceof ApiFailure
      ? new InputError("cluster-access-unusable", access.description, `the pods of the agents could not be listed: ${error.message}`, {
          cause: error,
        })
      : error;
  }
}

async function openAccess({
  kubeconfig,
  context,
  inCluster,
}: Pick<NameOptions, "kubeconfig" | "context" | "inCluster">): Promise<ClusterAccess> {
  const environment = process.env;
  if (inCluster === true) {
    const { openInClusterAccess } = await import("../../sources/kubernetes/in-cluster-access.ts");
    return openInClusterAccess({ environment });
  }
  const { openKubeconfigAccess } = await import("../../sources/kubernetes/kubeconfig-access.ts");
  return openKubeconfigAccess({
    environment,
    ...(kubeconfig === undefined ? {} : { path: kubeconfig }),
    ...(context === undefined ? {} : { context }),
  });
}

const defaultApiPort = 9856;
