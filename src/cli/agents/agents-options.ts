import { type Command, InvalidArgumentError, Option } from "commander";
import { type AgentsOptions, agentsOfCluster } from "../../operations/agents/agents-options.ts";
import { isReadableOnTheWay, parseAgentAddress } from "../../sources/agents/agent-address.ts";
import { seconds } from "../option-values.ts";

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
    .addOption(new Option("--agents-token-file <file>", "show them the token in this file"))
    .addOption(new Option("--agents-ca <file>", "the authority of their certificates, PEM"))
    .addOption(
      new Option("--agents-node <names>", "of the cluster's agents those of these nodes alone, separated by commas").argParser(listed),
    )
    .addOption(new Option("--agents-namespace <name>", "where the pods of the agents run; without it, every namespace is looked through"))
    .addOption(
      new Option("--agents-selector <labels>", "by which the pods of the agents are known").default("app.kubernetes.io/name=ullage"),
    );
}

/** What would be passed over in silence is a misunderstanding; `ownNode` names the options that are for this node or a saved one. */
export function refuseMisplacedAgentsOptions(command: Command, options: AgentsOptions, ownNode: readonly string[]): void {
  const given = (name: string) => command.getOptionValueSource(name) === "cli";
  const firstGiven = (names: readonly string[]) => {
    const name = names.find(given);
    return command.options.find((option) => option.attributeName() === name)?.long;
  };
  const { agents } = options;
  if (agents === undefined) {
    const orphan = firstGiven([...forAddresses, ...forCluster, "agentsDeadline"]);
    if (orphan !== undefined) command.error(`error: ${orphan} is for --agents`);
    return;
  }
  const misplaced = firstGiven(ownNode);
  if (misplaced !== undefined) command.error(`error: ${misplaced} is for this node or a saved one; --agents asks agents for what they see`);
  const isOfCluster = agents[0] === agentsOfCluster;
  const unfitting = firstGiven(isOfCluster ? forAddresses : [...forCluster, ...ofCluster]);
  if (unfitting !== undefined) command.error(`error: ${unfitting} is for ${isOfCluster ? "addresses" : `--agents ${agentsOfCluster}`}`);
  if (options.agentsTokenFile === undefined) return;
  const open = agents.find((name) => {
    const address = parseAgentAddress(name);
    return address !== undefined && isReadableOnTheWay(address);
  });
  if (open !== undefined) command.error(`error: the token would go to ${open} in clear text; use https`);
}

const forAddresses = ["agentsTokenFile", "agentsCa"];
const forCluster = ["agentsNode", "agentsNamespace", "agentsSelector"];
const ofCluster = ["kubeconfig", "context", "inCluster"];

function parseAgents(text: string): readonly string[] {
  const names = listed(text);
  if (names.includes(agentsOfCluster) && names.length > 1) throw new InvalidArgumentError(`${agentsOfCluster} stands alone.`);
  const wrong = names.find((name) => name !== agentsOfCluster && parseAgentAddress(name) === undefined);
  if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is not http://HOST:PORT, https://HOST:PORT or unix:PATH.`);
  return names;
}

function listed(text: string): readonly string[] {
  const names = text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (names.length === 0) throw new InvalidArgumentError("It names none.");
  return [...new Set(names)];
}
