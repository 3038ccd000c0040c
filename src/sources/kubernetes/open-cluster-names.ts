import type { NameSource } from "../name-source.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import { ClusterNames } from "./cluster-names.ts";
import { type ApiDeadlines, KubernetesApi, usualDeadlines } from "./kubernetes-api.ts";
import { type Pace, systemPace } from "./pace.ts";

export interface OpenClusterNamesOptions {
  readonly access: ClusterAccess;
  /** The node whose table it is, by its name in the cluster. */
  readonly ownNode?: string;
  /** `node`: only the pods of the own node, as an agent on each node asks; `cluster`: all, so that the other ends of connections have names too. */
  readonly scope?: "cluster" | "node";
  /** Which pods are behind a service. Not asked for in the scope of a node unless wanted: in a large cluster they are as many as the pods. */
  readonly endpointSlices?: boolean;
  /** Names of ClusterIPs and node ports. */
  readonly services?: boolean;
  readonly signal?: AbortSignal;
  readonly pace?: Pace;
  readonly deadlines?: ApiDeadlines;
  /** How long to wait for the first lists. What is not there then is a remark, and goes on in the background. */
  readonly firstListsMs?: number;
  /** How long a pod that is gone is known. No shorter than entries of UDP streams and TIME_WAIT stay, which is 2 minutes by default. */
  readonly keepEndedMs?: number;
}

/** The names of a cluster: waits for the first lists as long as that helps, then keeps them up until it is closed or the signal is given. */
export async function openClusterNames({
  access,
  ownNode,
  scope = "cluster",
  endpointSlices = scope === "cluster",
  services = true,
  signal,
  pace = systemPace,
  deadlines = usualDeadlines,
  firstListsMs = 10_000,
  keepEndedMs = 600_000,
}: OpenClusterNamesOptions): Promise<NameSource> {
  if (scope === "node" && ownNode === undefined) throw new TypeError("the pods of one node were asked for and not of which");
  const names = new ClusterNames({
    api: new KubernetesApi(access, deadlines),
    pace,
    services,
    endpointSlices,
    keepEndedMs,
    ...(ownNode !== undefined && { ownNode }),
    ...(scope === "node" && ownNode !== undefined && { podsOfNode: ownNode }),
  });
  const waiting = new AbortController();
  const stopWaiting = () => waiting.abort();
  const stopAll = () => {
    stopWaiting();
    void names.close();
  };
  if (signal?.aborted) stopAll();
  else signal?.addEventListener("abort", stopAll, { once: true });
  names.start();
  await Promise.race([names.settled(), systemPace.wait(firstListsMs, waiting.signal)]);
  stopWaiting();
  return {
    current: () => names.current(),
    remarks: () => names.remarks(),
    close: async () => {
      signal?.removeEventListener("abort", stopAll);
      await names.close();
    },
  };
}
