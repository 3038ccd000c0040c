import { setTimeout as sleep } from "node:timers/promises";
import type { LaboratoryNamespace } from "./laboratory-namespace.ts";

/** A socket of netfilter that joined a multicast group: one row of /proc/net/netlink. */
export interface EventListener {
  /** Bytes in its receive buffer that it has yet to take. */
  readonly unreadBytes: number;
  /** What did not fit into it. */
  readonly drops: number;
}

/** `sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode`; 12 is NETLINK_NETFILTER. */
export function eventListenersOf(namespace: LaboratoryNamespace): readonly EventListener[] {
  return namespace
    .run("cat", "/proc/net/netlink")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((words) => words[1] === "12" && Number.parseInt(words[3] ?? "0", 16) !== 0)
    .map((words) => ({ unreadBytes: Number(words[4]), drops: Number(words[8]) }));
}

export async function untilListening(namespace: LaboratoryNamespace): Promise<void> {
  for (const deadline = performance.now() + patienceMs; eventListenersOf(namespace).length === 0; ) await pause(deadline, 50);
}

/** Until everything that was told has come out of the sockets, and for a while after. */
export async function untilTaken(namespace: LaboratoryNamespace): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (let empty = 0; empty < 5; ) {
    empty = eventListenersOf(namespace).every(({ unreadBytes }) => unreadBytes === 0) ? empty + 1 : 0;
    await pause(deadline, 100);
  }
}

const patienceMs = 60_000;

async function pause(deadline: number, forMs: number): Promise<void> {
  if (performance.now() > deadline) throw new Error(`nobody listened, or took what was told, within ${patienceMs / 1000} s`);
  await sleep(forMs);
}
