import { readFileSync } from "node:fs";
import { InputError, inputErrorFromErrno } from "../../platform/input-error.ts";
import { parseAgentAddress } from "../../sources/agents/agent-address.ts";
import { AgentClient } from "../../sources/agents/agent-client.ts";
import type { NameOptions } from "../name-options.ts";
import { type AgentsOptions, agentsOfCluster } from "./agents-options.ts";

export interface OpenedAgents {
  readonly agents: readonly AgentClient[];
  close(): void;
}

/** Everybody who is to be asked. Throws InputError where a file cannot be read, or the cluster cannot say who its agents are. */
export async function openAgents(
  options: AgentsOptions & Pick<NameOptions, "kubeconfig" | "context" | "inCluster">,
  signal: AbortSignal,
): Promise<OpenedAgents> {
  const { agents = [], agentsTokenFile, agentsCa } = options;
  const token = agentsTokenFile === undefined ? undefined : readNamed(agentsTokenFile).trim();
  const ca = agentsCa === undefined ? undefined : readNamed(agentsCa);
  const credentials = { ...(token === undefined ? {} : { token }), ...(ca === undefined ? {} : { ca }) };
  if (agents[0] === agentsOfCluster) {
    const { openClusterAgents } = await import("./open-cluster-agents.ts");
    return openClusterAgents(options, credentials, signal);
  }
  const clients = agents.flatMap((name) => {
    const address = parseAgentAddress(name);
    return address === undefined ? [] : [new AgentClient({ name, address, ...credentials })];
  });
  return { agents: clients, close: () => {} };
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
