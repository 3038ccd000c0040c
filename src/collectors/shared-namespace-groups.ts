import type { FileTree } from "../sources/file-tree.ts";
import type { CollectOptions } from "./collector.ts";
import { groupByNamespace, type NamespaceGroups } from "./namespace-groups.ts";
import { eachProcess, listProcessIds, maximumProcesses } from "./process-ids.ts";

export interface SharedNamespaceGroups extends NamespaceGroups {
  /** Processes that were not looked at, because there are too many. */
  readonly skipped: number;
}

const groupsBySnapshot = new WeakMap<object, SharedNamespaceGroups>();

/** Walks all processes once for all parts of a snapshot. A walk that was cut off is not kept. */
export async function findNamespaceGroups(proc: FileTree, { signal, snapshot }: CollectOptions): Promise<SharedNamespaceGroups> {
  const kept = snapshot === undefined ? undefined : groupsBySnapshot.get(snapshot);
  if (kept !== undefined) return kept;
  const { pids, skipped } = listProcessIds(proc, maximumProcesses);
  const found = { ...(await groupByNamespace(proc, eachProcess(pids, signal))), skipped };
  if (snapshot !== undefined) groupsBySnapshot.set(snapshot, found);
  return found;
}
