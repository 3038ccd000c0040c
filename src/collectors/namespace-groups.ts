import type { FileTree } from "../sources/file-tree.ts";
import { parseNetworkNamespaceLink } from "../wire/procfs/namespace-link.ts";
import { type OfProcess, readOfProcess } from "./process-ids.ts";

/** The processes of one network namespace. */
export interface NamespaceGroup {
  readonly inode?: number;
  readonly isOwn: boolean;
  /** The lowest first. */
  readonly pids: readonly number[];
}

export interface NamespaceGroups {
  readonly groups: readonly NamespaceGroup[];
  /** Processes whose namespace is known to be one of the groups, though its number could not be read. */
  readonly withoutNumber: number;
  /** Processes of which nothing could be read. */
  readonly forbidden: number;
}

export function statFile(process: number): string {
  return `${process}/net/stat/nf_conntrack`;
}

/**
 * Groups processes by /proc/<pid>/ns/net. Where that link may not be read (another user's process without CAP_SYS_PTRACE), the inode of
 * /proc/<pid>/net/stat/nf_conntrack tells namespaces apart as well: each namespace has a file of its own (seen on Linux 6.18).
 */
export async function groupByNamespace(proc: FileTree, pids: AsyncIterable<number>): Promise<NamespaceGroups> {
  const byNumber = new Map<number, number[]>();
  const byFile = new Map<number, number[]>();
  let forbidden = 0;
  for await (const pid of pids) {
    const link = readNumber(proc, pid);
    if (link.status === "read" && link.value !== undefined) append(byNumber, link.value, pid);
    if (link.status !== "forbidden") continue;
    const file = readFileNumber(proc, pid);
    if (file.status === "read") append(byFile, file.value, pid);
    if (file.status === "forbidden") forbidden++;
  }
  const own = readNumber(proc, "self");
  const numbered = [...byNumber].map(([inode, members]) => ({
    inode,
    isOwn: own.status === "read" && own.value === inode,
    pids: [...members, ...takeMembersOfSameFile(proc, members, byFile)].sort((one, other) => one - other),
  }));
  const others = [...byFile.values()].map((members) => ({ isOwn: false, pids: members }));
  return { groups: [...numbered, ...others], withoutNumber: others.reduce((sum, { pids }) => sum + pids.length, 0), forbidden };
}

/** Processes without a number whose file is that of a numbered namespace are in it. They leave the map. */
function takeMembersOfSameFile(proc: FileTree, members: readonly number[], byFile: Map<number, number[]>): readonly number[] {
  if (byFile.size === 0) return [];
  for (const pid of members) {
    const file = readFileNumber(proc, pid);
    if (file.status !== "read") continue;
    const same = byFile.get(file.value) ?? [];
    byFile.delete(file.value);
    return same;
  }
  return [];
}

function readNumber(proc: FileTree, process: number | "self"): OfProcess<number | undefined> {
  return readOfProcess(() => parseNetworkNamespaceLink(proc.readLink(`${process}/ns/net`)));
}

function readFileNumber(proc: FileTree, pid: number): OfProcess<number> {
  return readOfProcess(() => proc.stat(statFile(pid)).ino);
}

function append(map: Map<number, number[]>, key: number, pid: number): void {
  const members = map.get(key);
  if (members === undefined) map.set(key, [pid]);
  else members.push(pid);
}
