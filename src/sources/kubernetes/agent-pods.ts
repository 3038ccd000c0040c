import { canonicalAddress, field, listField, portField, textField } from "../../wire/kubernetes/json-fields.ts";
import type { KubernetesApi } from "./kubernetes-api.ts";

/** One agent's pod, as far as it has to be known to ask it, or to name it where it cannot be asked. */
export interface AgentPod {
  readonly namespace: string;
  readonly name: string;
  /** Missing until it is given one. */
  readonly node?: string;
  readonly podIp?: string;
  readonly hostIp?: string;
  readonly isReady: boolean;
  readonly ports: readonly { readonly name?: string; readonly port: number }[];
}

export interface ListAgentPodsOptions {
  /** All namespaces where it is missing, which takes a permission for all. */
  readonly namespace?: string;
  readonly labelSelector: string;
  readonly signal: AbortSignal;
}

/** The pods of the agents, by node. Those that have ended are none; those that have no address yet are, so that whoever asks them all can name them. */
export async function listAgentPods(
  api: KubernetesApi,
  { namespace, labelSelector, signal }: ListAgentPodsOptions,
): Promise<readonly AgentPod[]> {
  const path = namespace === undefined ? "/api/v1/pods" : `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
  const pods: AgentPod[] = [];
  let continueToken: string | undefined;
  do {
    const chunk = await api.list(
      { path, labelSelector, limit: 500, ...(continueToken !== undefined && { continueToken }) },
      (item) => {
        const pod = decodeAgentPod(item);
        if (pod !== undefined && pods.length < maximumPods) pods.push(pod);
      },
      signal,
    );
    ({ continueToken } = chunk);
  } while (continueToken !== undefined && pods.length < maximumPods);
  return pods.toSorted((one, other) => ((one.node ?? "") < (other.node ?? "") ? -1 : 1));
}

function decodeAgentPod(value: unknown): AgentPod | undefined {
  const metadata = field(value, "metadata");
  const namespace = textField(metadata, "namespace");
  const name = textField(metadata, "name");
  const spec = field(value, "spec");
  const status = field(value, "status");
  const phase = field(status, "phase");
  if (namespace === undefined || name === undefined || phase === "Succeeded" || phase === "Failed") return undefined;
  const node = textField(spec, "nodeName");
  const podIp = canonicalAddress(field(status, "podIP"));
  const hostIp = canonicalAddress(field(status, "hostIP"));
  const ready = listField(status, "conditions").find((condition) => field(condition, "type") === "Ready");
  return {
    ...{ namespace, name, isReady: field(ready, "status") === "True" },
    ...(node !== undefined && { node }),
    ...(podIp !== undefined && { podIp }),
    ...(hostIp !== undefined && { hostIp }),
    ports: listField(spec, "containers").flatMap((container) =>
      listField(container, "ports").flatMap((entry) => {
        const port = portField(entry, "containerPort");
        const portName = textField(entry, "name");
        return port === undefined ? [] : [{ port, ...(portName !== undefined && { name: portName }) }];
      }),
    ),
  };
}

/** Kubernetes itself is made for 5,000 nodes. */
const maximumPods = 20_000;
