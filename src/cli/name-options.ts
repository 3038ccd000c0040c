import { type Command, Option } from "commander";
import type { NameSource } from "../sources/name-source.ts";
import type { Sources } from "../sources/sources.ts";
import type { Terminal } from "./command.ts";

/** Where the names for addresses come from; without any of them from this node's own /proc. */
export interface NameOptions {
  readonly pods?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly inCluster?: boolean;
  /** The node whose table it is. */
  readonly node?: string;
  /** False with --no-names. */
  readonly names: boolean;
}

/** To be interrupted by, and to show progress on. */
export type NamesTerminal = Pick<Terminal, "signal" | "writeError" | "showsProgress" | "columns">;

export function addNameOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--pods <file>",
        "names from a saved list: kubectl get pods -A -o json, yaml or wide, with services, nodes and replicasets where they are in it, or a bundle; - for standard input",
      ),
    )
    .addOption(new Option("--kubeconfig <file>", "names from the cluster of this kubeconfig; no cluster is asked unless one is named"))
    .addOption(new Option("--context <name>", "the context in it; alone, that of $KUBECONFIG or ~/.kube/config"))
    .addOption(
      new Option("--in-cluster", "names from the cluster that this runs in, by the pod's service account").conflicts([
        "kubeconfig",
        "context",
      ]),
    )
    .addOption(
      new Option(
        "--node <name>",
        "the node whose table it is, by its name in the cluster; without it, the name that the host has. Its own connections are told from those of others by it",
      ),
    )
    .addOption(
      new Option("--no-names", "addresses only; not even this node's /proc is asked").conflicts([
        "pods",
        "kubeconfig",
        "context",
        "inCluster",
        "node",
      ]),
    );
}

/**
 * Everything that was asked for, the more telling first: the cluster, the file, the node's own /proc. A saved table is of another node, or of another time of this one,
 * so it is given no `sources`. What cannot be used is an InputError; what does not answer is a remark and may answer later.
 */
export async function openNames(options: NameOptions, sources: Sources | undefined, terminal: NamesTerminal): Promise<NameSource> {
  const { openNameSources } = await import("./open-name-sources.ts");
  return openNameSources(options, sources, terminal);
}

/** Whether a file or a cluster is to be asked, beside the node itself. */
export function asksForNames({ pods, kubeconfig, context, inCluster }: NameOptions): boolean {
  return pods !== undefined || kubeconfig !== undefined || context !== undefined || inCluster === true;
}
