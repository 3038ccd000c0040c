import { setImmediate } from "node:timers/promises";
import { errnoOf } from "../platform/errno.ts";
import type { FileTree } from "../sources/file-tree.ts";

/** A node has some hundred to some thousand processes; more than this are not looked at, and the reader says so. */
export const maximumProcesses = 20_000;

export interface ProcessIds {
  readonly pids: readonly number[];
  /** Processes beyond the maximum. */
  readonly skipped: number;
}

/** The processes that /proc shows, the oldest first. With hidepid or in a container's own pid namespace these are not all of the node's. */
export function listProcessIds(proc: FileTree, maximum: number): ProcessIds {
  const pids = proc
    .list("")
    .filter((name) => /^[1-9]\d*$/.test(name))
    .map(Number)
    .sort((one, other) => one - other);
  return { pids: pids.slice(0, maximum), skipped: Math.max(0, pids.length - maximum) };
}

/** Gives other work a turn every few hundred processes, so that a deadline can cut the walk off. */
export async function* eachProcess(pids: readonly number[], signal: AbortSignal): AsyncGenerator<number, void, undefined> {
  for (const [at, pid] of pids.entries()) {
    if (at % 256 === 255) await setImmediate();
    signal.throwIfAborted();
    yield pid;
  }
}

/**
 * True when kernel threads are among the processes: then /proc is that of the node and hides nobody's. The second process of every machine is
 * kthreadd; in a container's own pid namespace, or under hidepid, it is not to be seen.
 */
export function seesAllProcesses(proc: FileTree): boolean {
  const name = readOfProcess(() => proc.readText("2/comm"));
  return name.status === "read" && name.value === "kthreadd\n";
}

export type OfProcess<T> = { readonly status: "read"; readonly value: T } | { readonly status: "forbidden" } | { readonly status: "ended" };

/** Reads something of a process that may end, or be somebody else's, at any moment. */
export function readOfProcess<T>(read: () => T): OfProcess<T> {
  try {
    return { status: "read", value: read() };
  } catch (error) {
    const code = errnoOf(error);
    if (code === "EACCES" || code === "EPERM") return { status: "forbidden" };
    // Ended between the listing and the read: ENOENT by its path, ESRCH by an open file, EINVAL for what a zombie has no more.
    if (code === "ENOENT" || code === "ESRCH" || code === "EINVAL" || code === "ENOTDIR") return { status: "ended" };
    throw error;
  }
}
