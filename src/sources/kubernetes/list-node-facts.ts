import type { ClusterNodeFacts } from "../../model/node-facts.ts";
import { decodeNodeFacts } from "../../wire/kubernetes/decode-node-facts.ts";
import type { KubernetesApi } from "./kubernetes-api.ts";

/** Every node of the cluster, by its name. Throws ApiFailure: nodes lie in no namespace, and who may list pods may not list them by that. */
export async function listNodeFacts(api: KubernetesApi, signal: AbortSignal): Promise<ReadonlyMap<string, ClusterNodeFacts>> {
  const nodes = new Map<string, ClusterNodeFacts>();
  let continueToken: string | undefined;
  do {
    const chunk = await api.list(
      { path: "/api/v1/nodes", limit: 500, ...(continueToken === undefined ? {} : { continueToken }) },
      (item) => {
        const node = decodeNodeFacts(item);
        if (node !== undefined && nodes.size < maximumNodes) nodes.set(node.name, node);
      },
      signal,
    );
    ({ continueToken } = chunk);
  } while (continueToken !== undefined && nodes.size < maximumNodes);
  return nodes;
}

/** Kubernetes itself is made for 5,000. */
const maximumNodes = 20_000;
