import type { LimitId } from "../model/verdict.ts";
import type { Remedy, VerdictId } from "./remedy.ts";

interface AdviceRow {
  readonly name: string;
  readonly title: string;
  readonly why: string;
  readonly against: readonly [VerdictId, ...VerdictId[]];
  readonly doesNotHelpAgainst?: readonly LimitId[];
  /** Reads what shows that the advice is right. */
  readonly command: string;
}

const rows: readonly AdviceRow[] = [
  {
    name: "restart-pods",
    title: "Do not restart pods again and again",
    why: "A restart frees the entries of one pod for a moment, which looks like a cure, and the pod opens all its connections anew at once. The table belongs to the node and stays as small as it is.",
    against: ["kernel-table-full", "kernel-table-evicting", "kernel-and-instance", "instance-allowance"],
    command: "ullage check --only usage --window 10",
  },
  {
    name: "scale-blindly",
    title: "Do not scale out before it is known who opens the connections",
    why: "More replicas open more connections: on the same nodes they fill the same tables, and a retrying client does not try less because there are more of it.",
    against: ["connection-churn", "connection-leak", "burst-or-retry-storm", "fan-out"],
    command: "ullage analyze --by source --limit 10",
  },
  {
    name: "blame-dns",
    title: "Do not look for the fault in DNS or the network plugin first",
    why: "DNS fails before anything else because its UDP entries are never assured and so are the first to be evicted and the first to be refused. Established connections go on, and so the network looks well.",
    against: ["kernel-table-full", "kernel-table-evicting", "kernel-and-instance"],
    command: "ullage check --only usage,drops,early-evictions --window 10",
  },
  {
    name: "flush-table",
    title: "Do not flush the table",
    why: "conntrack -F forgets every translation of the node: each connection through a Service breaks at once, all clients come back together, and the table fills again with those who had filled it.",
    against: ["kernel-table-full", "kernel-table-evicting", "pod-table-full", "kernel-and-instance", "stale-endpoints"],
    command: "conntrack -C",
  },
  {
    name: "lower-limit",
    title: "Do not set a number from a guide without looking at the present one",
    why: "Guides double the limit to 131,072, which is half of what many nodes have. A limit below the present number of entries refuses every new connection from then on.",
    against: ["kernel-table-full", "kernel-table-evicting", "pod-table-full", "approaching-limit", "table-too-small"],
    doesNotHelpAgainst: ["instance-allowance", "snat-ports", "bpf-map-full"],
    command: "sysctl net.netfilter.nf_conntrack_max net.netfilter.nf_conntrack_count",
  },
  {
    name: "raise-other-table",
    title: "Do not raise the kernel's limit for this",
    why: "The kernel's table has room. What is short lies elsewhere: in the instance's network card, in the source ports of address translation, or in the BPF maps of the data plane, which no setting of the kernel's table reaches.",
    against: ["instance-allowance", "snat-ports", "bpf-map-full"],
    command: "ullage check --only usage",
  },
];

export const whatNotToDo: readonly Remedy[] = rows.map(({ name, title, why, against, doesNotHelpAgainst = [], command }) => ({
  id: `do-not-${name}`,
  title,
  kind: "advice",
  when: "immediate",
  rating: "GREEN",
  why,
  helpsAgainst: against,
  doesNotHelpAgainst: ["none", "unknown", ...doesNotHelpAgainst],
  plan: () => ({ because: why, commands: [command], verify: [], undo: [], owner: "whoever is on call" }),
}));
