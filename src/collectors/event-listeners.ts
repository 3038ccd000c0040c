import { setImmediate } from "node:timers/promises";
import type { FileTree } from "../sources/file-tree.ts";
import { parseNetlinkSockets } from "../wire/procfs/netlink-sockets.ts";
import { parseProcessName } from "../wire/procfs/process-name.ts";
import { defineCollector } from "./collector.ts";
import { listProcessIds, maximumProcesses, readOfProcess } from "./process-ids.ts";
import { amount, malformedRemark, withRemarks } from "./remarks.ts";

/** NETLINK_NETFILTER (linux/netlink.h). */
const netfilterProtocol = 12;
/** NFNLGRP_CONNTRACK_NEW, _UPDATE and _DESTROY (linux/netfilter/nfnetlink.h) are the groups 1 to 3, in bits 0 to 2. */
const groupBits = { new: 1, update: 2, destroy: 4 } as const;
const maximumListeners = 100;

export const eventListeners = defineCollector({
  part: "eventListeners",
  title: "Listeners to changes of the table",
  why: "Each new entry is larger, and each first packet slower, while somebody listens.",
  reads: ["/proc/net/netlink", "/proc/<pid>/fd", "/proc/<pid>/comm"],
  capability: { name: "CAP_SYS_PTRACE", gives: "the processes that listen, where there are any" },
  cost: "cheap",
  async collect({ proc }, { signal }) {
    const { sockets, malformedRows } = parseNetlinkSockets(proc.readText("net/netlink"));
    const listening = sockets.filter(({ protocol, groups }) => protocol === netfilterProtocol && (groups & 7) !== 0);
    const named = listening.slice(0, maximumListeners);
    const owners = await findOwners(proc, new Set(named.map(({ inode }) => inode)), signal);
    const left = listening.length - named.length;
    return {
      value: named.map(({ inode, groups }) => ({
        ...owners.get(inode),
        events: (["new", "update", "destroy"] as const).filter((event) => (groups & groupBits[event]) !== 0),
      })),
      source: proc.path("net/netlink"),
      ...withRemarks(
        malformedRemark(proc.path("net/netlink"), malformedRows),
        left > 0 ? `${amount(left, "listener", "listeners")} left out` : undefined,
      ),
    };
  },
});

interface Owner {
  readonly pid: number;
  readonly command?: string;
}

/**
 * Who has these sockets open. The port of a netlink socket is no help: it is the process's id within its own pid namespace, and only for its first socket.
 * Looking through all open files is done where somebody listens and not otherwise.
 */
async function findOwners(proc: FileTree, inodes: Set<number>, signal: AbortSignal): Promise<ReadonlyMap<number, Owner>> {
  const owners = new Map<number, Owner>();
  if (inodes.size === 0) return owners;
  let looked = 0;
  for (const pid of listProcessIds(proc, maximumProcesses).pids) {
    const descriptors = readOfProcess(() => proc.list(`${pid}/fd`));
    if (descriptors.status !== "read") continue;
    for (const descriptor of descriptors.value) {
      if (++looked % 1024 === 0) {
        await setImmediate();
        signal.throwIfAborted();
      }
      const link = readOfProcess(() => proc.readLink(`${pid}/fd/${descriptor}`));
      const inode = link.status === "read" ? Number(/^socket:\[(\d{1,10})\]$/.exec(link.value)?.[1]) : Number.NaN;
      if (!inodes.has(inode) || owners.has(inode)) continue;
      const name = readOfProcess(() => proc.readText(`${pid}/comm`));
      owners.set(inode, { pid, ...(name.status === "read" ? { command: parseProcessName(name.value) } : {}) });
      if (owners.size === inodes.size) return owners;
    }
  }
  return owners;
}
