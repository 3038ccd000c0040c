import type { FlowBatch } from "../../model/flow-batch.ts";
import { type Bundle, unknownNode } from "./bundle.ts";
import { createBundleFacts, type TableFile } from "./bundle-facts.ts";
import { isAboutPod, nodeOfSgfpPath } from "./bundle-layout.ts";
import { type BundleLimits, defaultBundleLimits } from "./bundle-limits.ts";
import { openContainer } from "./open-container.ts";
import { createMemberReader } from "./read-member.ts";

export interface WalkBundleEntriesOptions {
  readonly onBatch: (batch: FlowBatch) => void;
  readonly onProgress?: (bytesRead: number, bytesInAll: number) => void;
  readonly signal?: AbortSignal;
  readonly limits?: Partial<BundleLimits>;
}

export interface WalkedBundleEntries {
  /** Of the node's table; none where the bundle saved none. */
  readonly tables: readonly TableFile[];
  /** A file of which only an earlier of several tables was walked: what was delivered has to be forgotten, and the walk done again with this. */
  readonly tableRuns: ReadonlyMap<string, number>;
  readonly wasInterrupted: boolean;
}

/**
 * Delivers the entries of the table that a bundle saved, for whoever looks for single ones. The bundle has been read before, so that it is known which of its
 * files hold tables of the node.
 */
export async function walkBundleEntries(
  path: string,
  bundle: Bundle,
  { onBatch, onProgress, signal, limits = {} }: WalkBundleEntriesOptions,
  knownRuns: ReadonlyMap<string, number> = new Map(),
): Promise<WalkedBundleEntries> {
  const container = await openContainer(path, { ...defaultBundleLimits, ...limits });
  const facts = createBundleFacts();
  const wanted = new Map(bundle.files.filter((file) => holdsTable(file, bundle.node)).map((file) => [file.path, file.bytes]));
  const bytesInAll = [...wanted.values()].reduce((sum, bytes) => sum + bytes, 0);
  const isInterrupted = () => signal?.aborted === true;
  let bytesRead = 0;
  for await (const member of container.members()) {
    if (isInterrupted()) break;
    if (!wanted.has(member.path)) continue;
    const runs = knownRuns.get(member.path);
    const context = { path: member.path, facts, datesBeforeMs: 0, onBatch };
    const reader = createMemberReader("conntrack", runs === undefined ? context : { ...context, knownTableRuns: runs });
    for await (const chunk of member.chunks()) {
      if (isInterrupted()) break;
      reader.push(chunk);
      bytesRead += chunk.length;
      onProgress?.(bytesRead, bytesInAll);
    }
    await reader.finish();
  }
  const tableRuns = new Map([...facts.tableRuns].filter(([file, runs]) => runs > 1 && !knownRuns.has(file)));
  return { tables: facts.tables, tableRuns, wasInterrupted: isInterrupted() };
}

/** A bundle may hold tables of pods and, where several nodes were collected, of others. */
function holdsTable({ path, kind }: Bundle["files"][number], node: string): boolean {
  if ((kind !== "conntrack" && kind !== "conntrack-xml") || isAboutPod(path)) return false;
  const nodeOfPath = nodeOfSgfpPath(path);
  return nodeOfPath === undefined || node === unknownNode || nodeOfPath === node;
}
