import { readFileSync } from "node:fs";
import type { ClusterNodeFacts } from "../../model/node-facts.ts";
import { InputError, inputErrorFromErrno } from "../../platform/input-error.ts";
import { parseAgentAddress } from "../../sources/agents/agent-address.ts";
import { AgentClient } from "../../sources/agents/agent-client.ts";
import { type AgentsOptions, agentsOfCluster, type ClusterOptions } from "./agents-options.ts";

export interface OpenedAgents {
  readonly agents: readonly AgentClient[];
  /** The option that asks for one of them alone. */
  readonly oneNode: "--agents" | "--agents-node";
  /** Where they were found through a cluster. */
  readonly cluster?: AgentsOfCluster;
  close(): void;
}

export interface AgentsOfCluster {
  /** As the kubeconfig calls it. */
  readonly name?: string;
  /** Who they are by this time: pods are replaced, and nodes come and go. Throws InputError as the opening does. */
  list(signal: AbortSignal): Promise<readonly AgentClient[]>;
  /** What the cluster says of its nodes, by their names. Throws ApiFailure. */
  nodeFacts(signal: AbortSignal): Promise<ReadonlyMap<string, ClusterNodeFacts>>;
}

/** Everybody who is to be asked. Throws InputError where a file cannot be read, or the cluster cannot say who its agents are. */
export async function openAgents(options: AgentsOptions & ClusterOptions, signal: AbortSignal): Promise<OpenedAgents> {
  const { agents = [], agentsTokenFile, agentsCa } = options;
  if (agents[0] === agentsOfCluster) {
    const { openClusterAgents } = await import("./open-cluster-agents.ts");
    return openClusterAgents(options, signal);
  }
  const token = agentsTokenFile === undefined ? undefined : tokenIn(agentsTokenFile);
  const ca = agentsCa === undefined ? undefined : readNamed(agentsCa);
  const credentials = { ...(token === undefined ? {} : { token }), ...(ca === undefined ? {} : { ca }) };
  const clients = agents.flatMap((name) => {
    const address = parseAgentAddress(name);
    return address === undefined ? [] : [new AgentClient({ name, address, ...credentials })];
  });
  return { agents: clients, oneNode: "--agents", close: () => {} };
}

/** The first, as the agent's own file has one a line while they are exchanged. */
function tokenIn(path: string): string {
  const token = readNamed(path).trim().split(/\s+/)[0] ?? "";
  if (!/^[\x21-\x7e]+$/.test(token)) throw new InputError("file-unreadable", path, "has no token in it");
  return token;
}

function readNamed(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw (
      inputErrorFromErrno(error, path) ??
      (error instanceof Error ? new InputError("file-unreadable", path, error.message, { cause: error }) : error)
    );
  }
}
