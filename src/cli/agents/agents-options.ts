import { type Command, InvalidArgumentError, Option } from "commander";
import { parseAgentAddress } from "../../sources/agents/agent-address.ts";
import { seconds } from "../option-values.ts";

/** Which agents are asked instead of this node, and how they are reached. */
export interface AgentsOptions {
  /** Addresses, or `kubernetes`. */
  readonly agents?: readonly string[];
  readonly agentsDeadline: number;
  readonly agentsTokenFile?: string;
  readonly agentsCa?: string;
  readonly agentsNamespace?: string;
  readonly agentsSelector: string;
}

export const agentsOfCluster = "kubernetes";

export function addAgentsOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--agents <addresses>",
        `ask these agents of ullage instead of this node: http://HOST:PORT, https://HOST:PORT or unix:PATH, separated by commas; or ${agentsOfCluster}: those of the cluster that --kubeconfig, --context or --in-cluster name (else that of the current context), through its API server`,
      ).argParser(parseAgents),
    )
    .addOption(
      new Option("--agents-deadline <seconds>", "for each of them; who does not answer is named").argParser(seconds(0.1, 600)).default(10),
    )
    .addOption(new Option("--agents-token-file <file>", "with the token in this file"))
    .addOption(new Option("--agents-ca <file>", "the authority of their certificates, PEM"))
    .addOption(new Option("--agents-namespace <name>", "where the pods of the agents run; without it, every namespace is looked through"))
    .addOption(
      new Option("--agents-selector <labels>", "by which the pods of the agents are known").default("app.kubernetes.io/name=ullage"),
    );
}

function parseAgents(text: string): readonly string[] {
  const names = text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (names.length === 0) throw new InvalidArgumentError("It names no agent.");
  if (names.includes(agentsOfCluster) && names.length > 1) throw new InvalidArgumentError(`${agentsOfCluster} stands alone.`);
  const wrong = names.find((name) => name !== agentsOfCluster && parseAgentAddress(name) === undefined);
  if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is not http://HOST:PORT, https://HOST:PORT or unix:PATH.`);
  return [...new Set(names)];
}
