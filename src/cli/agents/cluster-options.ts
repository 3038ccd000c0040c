import { type Command, Option } from "commander";
import type { AgentsOptions, ClusterOptions } from "../../operations/agents/agents-options.ts";

/** Which cluster's agents are asked, for a command that asks a cluster for nothing else. */
export function addClusterOptions(command: Command): Command {
  return command
    .addOption(new Option("--kubeconfig <file>", "with --agents kubernetes: the cluster of this kubeconfig"))
    .addOption(new Option("--context <name>", "the context in it; alone, that of $KUBECONFIG or ~/.kube/config"))
    .addOption(
      new Option("--in-cluster", "the cluster that this runs in, by the pod's service account").conflicts(["kubeconfig", "context"]),
    );
}

/** What would be passed over in silence is a misunderstanding. */
export function refuseOrphanedClusterOptions(command: Command, { agents }: Pick<AgentsOptions, "agents">): void {
  const isNamed = (["kubeconfig", "context", "inCluster"] satisfies (keyof ClusterOptions)[]).some(
    (name) => command.getOptionValueSource(name) === "cli",
  );
  if (agents === undefined && isNamed) command.error("error: a cluster is asked with --agents kubernetes");
}
