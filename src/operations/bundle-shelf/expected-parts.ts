import type { PartName } from "../../model/node-snapshot.ts";

/** What a bundle should hold, so that each question about its node has an answer. */
export interface ExpectedPart {
  readonly part: PartName;
  /** Where it is found, in the layouts that are known. */
  readonly files: string;
  readonly tells: string;
  /** Without it the question which limit is hit stays open. */
  readonly isNeeded: boolean;
}

export const expectedParts: readonly ExpectedPart[] = [
  {
    part: "tableUsage",
    files: "node_conntrack_mtu.txt, or sysctl -a with net.netfilter.nf_conntrack_count and _max",
    tells: "how full the table is",
    isNeeded: true,
  },
  {
    part: "cpuCounters",
    files: "conntrack -S (networking/conntrack.txt, conntrack_stats.txt)",
    tells: "whether the kernel dropped, evicted or refused entries",
    isNeeded: true,
  },
  {
    part: "kernelLog",
    files: "dmesg (kernel/dmesg.current), messages, syslog",
    tells: "when the table was full, and in which namespace",
    isNeeded: true,
  },
  {
    part: "settings",
    files: "sysctl -a (sysctls/sysctl_all.txt, sysctls.txt)",
    tells: "the limit, the hash size and the timeouts",
    isNeeded: true,
  },
  {
    part: "interfaceAllowances",
    files: "ethtool -S (networking/ethtool.txt, ethtool_<interface>.txt)",
    tells: "whether the limit of the cloud instance is hit instead",
    isNeeded: true,
  },
  {
    part: "tableComposition",
    files: "conntrack -L (networking/conntrack.txt, node_conntrack_table.txt)",
    tells: "who fills the table, and how long entries lie idle",
    isNeeded: true,
  },
  {
    part: "addressOwners",
    files: "lists of pods (kubectl get pods -A -o wide, ipamd/enis.json)",
    tells: "whose addresses are whose",
    isNeeded: false,
  },
  {
    part: "kernel",
    files: "uname -a (kernel/uname.txt), lsmod (modinfo/)",
    tells: "the version of the kernel and its modules",
    isNeeded: false,
  },
  {
    part: "dataPlane",
    files: "log of kube-proxy, iptables rules (networking/iptables.txt)",
    tells: "how services are translated: iptables, IPVS, nftables or eBPF",
    isNeeded: false,
  },
  {
    part: "socketQueues",
    files: "/proc/net/netstat, /proc/net/snmp, /proc/net/sockstat",
    tells: "whether full listen queues look like a full table",
    isNeeded: false,
  },
  { part: "portRanges", files: "sysctl -a", tells: "how many ports source NAT can give out", isNeeded: false },
  {
    part: "resources",
    files: "/proc/stat and /proc/meminfo (system/procstat.txt, system/top.txt)",
    tells: "how much memory a larger table may take",
    isNeeded: false,
  },
  {
    part: "cloudInstance",
    files: "system/instance-id.txt, system/availability-zone.txt",
    tells: "which cloud instance it is",
    isNeeded: false,
  },
];
