import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { RunRecord } from "../contract/run-record.ts";
import { bootId } from "../platform/boot-id.ts";
import { isProcessThere } from "./is-process-there.ts";

export type RunOwner = RunRecord["owner"];

/** This process, as others can tell whether it is still there. */
export function thisOwner(): RunOwner {
  return { place: placeOfProcesses(), pid: process.pid, started: startOf(process.pid) ?? "" };
}

/** How long an owner elsewhere, whose processes cannot be seen from here, may have been silent. */
const longestSilenceMs = 60_000;

/**
 * Whether the process that performs a run is there. Where its processes can be seen that is certain at once; of another machine or container that shares the
 * directory it can only be told by how long it has not said anything.
 */
export function isOwnerAlive(owner: RunOwner, silentMs: number, own: RunOwner): boolean {
  if (owner.place !== own.place) return silentMs < longestSilenceMs;
  if (owner.pid === own.pid) return owner.started === own.started;
  if (!isProcessThere(owner.pid)) return false;
  const started = startOf(owner.pid);
  return started === undefined || owner.started === "" || started === owner.started;
}

function placeOfProcesses(): string {
  const boot = bootId();
  try {
    return boot === "" ? hostname() : `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname();
  }
}

/** Field 22 of /proc/pid/stat (proc_pid_stat(5)): ticks since the boot. The name before it may hold anything, parentheses too. */
function startOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
