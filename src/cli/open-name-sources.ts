import { ProcNames } from "../collectors/proc-names.ts";
import { countText } from "../report/figures.ts";
import { mergedNames, settledNames } from "../sources/merged-names.ts";
import type { NameSource } from "../sources/name-source.ts";
import type { Sources } from "../sources/sources.ts";
import type { NameOptions, NamesTerminal } from "./name-options.ts";

export async function openNameSources(options: NameOptions, sources: Sources | undefined, terminal: NamesTerminal): Promise<NameSource> {
  if (!options.names) return mergedNames([]);
  const { signal } = terminal;
  const ownNode = options.node ?? (sources === undefined ? undefined : ownNodeName(sources, process.env));
  const opened: NameSource[] = [];
  try {
    // The file first: one that cannot be read is told before anybody waits for a cluster.
    const file = options.pods === undefined ? undefined : await openFile(options.pods, ownNode, terminal);
    const cluster = await openCluster(options, ownNode, signal);
    for (const source of [cluster, file]) if (source !== undefined) opened.push(source);
    if (sources !== undefined) opened.push(await ProcNames.open(sources, signal));
    return mergedNames(opened);
  } catch (error) {
    await Promise.all(opened.map((source) => source.close()));
    throw error;
  }
}

async function openFile(path: string, ownNode: string | undefined, terminal: NamesTerminal): Promise<NameSource> {
  const [{ readPodList }, { ProgressBar }] = await Promise.all([
    import("../sources/pod-list/read-pod-list.ts"),
    import("./progress-bar.ts"),
  ]);
  const progress = new ProgressBar("reading names", terminal);
  try {
    const { owners, remarks } = await readPodList(path, {
      signal: terminal.signal,
      onProgress: (done, what) => progress.update(done, undefined, `${countText(done)} ${what}`),
      ...(ownNode === undefined ? {} : { ownNode }),
    });
    return settledNames(owners, remarks);
  } finally {
    progress.clear();
  }
}

async function openCluster(options: NameOptions, ownNode: string | undefined, signal: AbortSignal): Promise<NameSource | undefined> {
  if (options.inCluster !== true && options.kubeconfig === undefined && options.context === undefined) return undefined;
  const [{ openClusterNames }, { openClusterAccess }] = await Promise.all([
    import("../sources/kubernetes/open-cluster-names.ts"),
    import("../operations/agents/open-cluster-access.ts"),
  ]);
  return openClusterNames({ access: await openClusterAccess(options), signal, ...(ownNode === undefined ? {} : { ownNode }) });
}

/** As the cluster calls it: told to a pod by the downward API where its manifest asks for that, else the host's own name, which kubelet takes by default. */
function ownNodeName({ proc }: Sources, environment: Readonly<Record<string, string | undefined>>): string | undefined {
  return (
    environment["NODE_NAME"] || environment["KUBERNETES_NODE_NAME"] || proc.readTextIfPresent("sys/kernel/hostname")?.trim().toLowerCase()
  );
}
