import { defineLogPattern } from "../log-pattern.ts";

export const conntrackTableFull = defineLogPattern({
  id: "conntrack-table-full",
  title: "The kernel's connection-tracking table is full",
  severity: "critical",
  component: "conntrack",
  line: /^(?:(?:nf|ip)_conntrack: ){1,2}table full(?: in netns (?<subject>\d{1,10}))?, dropping packet/,
  speaker: "kernel",
  level: 4,
  anyOf: ["table full, dropping packet", "table full in netns"],
  means:
    "A new connection found no room in the table of its network namespace and its first packet was dropped; nobody was told. The number is the inode of the namespace: the node's own, or that of one pod.",
  doesNotMean:
    "Neither kube-proxy nor DNS nor the CNI has failed, though all of them show time-outs. The line is limited in rate, so their number is a floor and no count; and where entries can be evicted the table is full without any such line.",
  hasSubject: true,
  next: "`diagnose` says which table and why; `top_talkers` who fills it. On the node: `ullage diagnose`.",
  source: "Linux net/netfilter/nf_conntrack_core.c; ip_conntrack before 2.6.20; with the namespace on 6.18",
  examples: {
    matches: [
      "[864000.100000] nf_conntrack: nf_conntrack: table full, dropping packet",
      "Jan 15 12:01:41 ip-10-0-1-5 kernel: nf_conntrack: table full in netns 4026532261, dropping packet",
      "Jan 14 03:10:00 node-1 kernel: ip_conntrack: table full, dropping packet.",
    ],
    quiet: [
      "Jan 15 12:02:00 ip-10-0-1-2 kubelet[2999]: E0115 12:02:00.000000 quoted: kernel: nf_conntrack: table full, dropping packet",
      'Jan 15 12:03:22 ip-10-0-1-2 myapp[812]: it logged "kernel: nf_conntrack: table full, dropping packet" again',
      "2026-01-15T12:00:00.1Z stdout F nf_conntrack: table full, dropping packet",
      "<5>[  120.000000] nf_conntrack: table full, dropping packet",
      '      "message": "nf_conntrack: nf_conntrack: table full, dropping packet"',
    ],
  },
});
