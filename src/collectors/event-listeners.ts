import type { EventListener } from "../model/node-snapshot.ts";
import type { FileTree } from "../sources/file-tree.ts";
import { parseNetlinkSockets } from "../wire/procfs/netlink-sockets.ts";
import { parseProcessName } from "../wire/procfs/process-name.ts";
import { defineCollector } from "./collector.ts";
import { readOfProcess } from "./process-ids.ts";
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
  reads: ["/proc/net/netlink", "/proc/<pid>/comm"],
  cost: "cheap",
  async collect({ proc }) {
    const { sockets, malformedRows } = parseNetlinkSockets(proc.readText("net/netlink"));
    const listening = sockets.filter(({ protocol, groups }) => protocol === netfilterProtocol && (groups & 7) !== 0);
    const left = listening.length - maximumListeners;
    return {
      value: listening.slice(0, maximumListeners).map(({ port, groups }) => listenerOf(proc, port, groups)),
      source: proc.path("net/netlink"),
      ...withRemarks(
        malformedRemark(proc.path("net/netlink"), malformedRows),
        left > 0 ? `${amount(left, "listener", "listeners")} left out` : undefined,
      ),
    };
  },
});

function listenerOf(proc: FileTree, port: number, groups: number): EventListener {
  const name = readOfProcess(() => proc.readText(`${port}/comm`));
  const events = (["new", "update", "destroy"] as const).filter((event) => (groups & groupBits[event]) !== 0);
  return { port, ...(name.status === "read" ? { command: parseProcessName(name.value) } : {}), events };
}
