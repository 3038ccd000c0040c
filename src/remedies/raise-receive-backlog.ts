import type { Remedy } from "./remedy.ts";

/** Sixteen times Linux's default of 1000. */
const backlog = 16_384;

export const raiseReceiveBacklog: Remedy = {
  id: "raise-receive-backlog",
  title: "Lengthen the processors' receive backlog",
  kind: "change",
  when: "immediate",
  rating: "YELLOW",
  why: "Packets that come from a pod's interface wait in a queue of each processor, net.core.netdev_max_backlog long; beyond that they are dropped before connection tracking sees them.",
  helpsAgainst: ["softnet-backlog"],
  doesNotHelpAgainst: ["hash-undersized"],
  plan: () => ({
    because: "Processors of this node dropped packets because their queue was full.",
    commands: [
      "sysctl net.core.netdev_max_backlog",
      `[ "$(sysctl -n net.core.netdev_max_backlog)" -ge ${backlog} ] || sysctl -w net.core.netdev_max_backlog=${backlog}`,
    ],
    verify: ["dropped of /proc/net/softnet_stat must stop rising: ullage check --only softnet-drops --window 10"],
    undo: ["sysctl -w net.core.netdev_max_backlog=EARLIER_VALUE"],
    owner: "the node's sysctl.d (AKS: linuxOSConfig.sysctls.netCoreNetdevMaxBacklog of a new node pool)",
    caution:
      "The second command leaves a longer queue as it is; note what the first prints for the undo. It is lost at the next restart. A queue helps against bursts: if one processor alone drops, spread the interrupts or the flows (RPS) instead.",
  }),
};
