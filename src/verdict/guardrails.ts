import type { CauseId, LimitId, LookAlikeId, StandingGuardrail } from "../model/verdict.ts";
import { type ClaimName, claims } from "./claims.ts";
import type { SignalView } from "./signal-view.ts";

/** A conclusion that a verdict invites and does not carry, declared once. */
export interface Guardrail {
  readonly id: string;
  /** What is not to be said or done, as an order. */
  readonly claim: string;
  readonly because: string;
  /** Beside which verdicts it is tempting. */
  readonly beside: readonly [LimitId | LookAlikeId | CauseId, ...(LimitId | LookAlikeId | CauseId)[]];
  /** What would carry the conclusion after all: one of these is enough. None: nothing would. */
  readonly unless: readonly ClaimName[];
}

const exhaustion = ["kernel-table-full", "kernel-table-evicting", "kernel-and-instance", "instance-allowance", "pod-table-full"] as const;

export const guardrails: readonly Guardrail[] = [
  {
    id: "not-kube-proxy",
    claim: "Do not blame kube-proxy for the exhaustion.",
    because:
      "kube-proxy writes rules and, when it starts, the limit; it opens no connections, and a full table drops packets before its rules matter",
    beside: [...exhaustion, "approaching-limit", "snat-ports"],
    // That it has not synced for a while fills nothing by itself; entries it failed to remove do.
    unless: ["endpointsAreGone"],
  },
  {
    id: "not-the-network-plugin",
    claim: "Do not blame the network plugin (CNI) for the exhaustion.",
    because:
      "the plugin gives addresses and routes; entries are made by the connections of workloads, and the kernel refuses them whichever plugin is there",
    beside: [...exhaustion, "approaching-limit", "snat-ports"],
    unless: ["tunnelsDominate", "bpfMapFull"],
  },
  {
    id: "not-the-dns-server",
    claim: "Do not blame CoreDNS because lookups fail first.",
    because: "a lookup is a new connection each time and its UDP entry is never assured, so it is the first to be refused or evicted",
    beside: exhaustion,
    unless: ["linkLocalExceeded"],
  },
  {
    id: "no-sysctl-for-the-instance",
    claim: "Do not raise nf_conntrack_max against the instance's allowance.",
    because: "that table is in the network card; no sysctl of the node reaches it",
    beside: ["instance-allowance"],
    unless: ["tableAtLimit"],
  },
  {
    id: "no-larger-instance-for-the-kernel",
    claim: "Do not ask for a larger instance because the kernel's table is full.",
    because: "the kernel's limit is a setting, and nothing shows that the instance's own allowance is near",
    beside: ["kernel-table-full", "kernel-table-evicting", "approaching-limit", "pod-table-full"],
    unless: ["connectionAllowanceExceeded", "connectionAllowanceLow"],
  },
  {
    id: "no-restart-as-cure",
    claim: "Do not call a restart of pods, of kube-proxy or of the node a cure.",
    because: "it empties the table for minutes; what fills it comes back with the pods",
    beside: [...exhaustion, "approaching-limit", "bpf-map-full", "snat-ports"],
    unless: [],
  },
  {
    id: "ipvs-is-no-cure",
    claim: "Do not propose kube-proxy's IPVS mode, or its missing modules, against the exhaustion.",
    because: "IPVS keeps a table of its own beside that of connection tracking, in which every connection stays as it is",
    beside: [...exhaustion, "approaching-limit"],
    unless: [],
  },
  {
    id: "configured-is-not-in-force",
    claim: "Do not take a number in a configuration for the limit.",
    because:
      "kube-proxy reckons with several and writes the result when it starts, and others may have written since: the limit is what the kernel has",
    beside: ["kernel-table-full", "kernel-table-evicting", "kernel-and-instance", "approaching-limit", "none"],
    unless: [],
  },
  {
    id: "not-the-node-table",
    claim: "Do not say that the node's own table is full.",
    because: "the kernel counts each network namespace for itself, and it is the one of a pod that is full",
    beside: ["pod-table-full"],
    unless: ["tableAtLimit", "hostTableFullLogged"],
  },
  {
    id: "no-limit-for-ports",
    claim: "Do not raise nf_conntrack_max against used-up source NAT ports.",
    because: "the table has room; what is used up is ports towards one destination, of which there are at most 64,512 an address",
    beside: ["snat-ports"],
    unless: ["tableAtLimit"],
  },
  {
    id: "no-single-culprit",
    claim: "Do not name one workload as the culprit.",
    because: "no client and no workload is seen to hold a quarter of the table",
    beside: ["kernel-table-full", "kernel-table-evicting", "kernel-and-instance", "approaching-limit", "table-too-small"],
    unless: ["oneClientHoldsQuarter", "oneWorkloadHoldsQuarter", "oneClientFansOut"],
  },
  {
    id: "not-exhaustion",
    claim: "Do not call it exhaustion of connection tracking.",
    because: "every limit that could be looked at has room; losses that go on have another cause",
    beside: ["none", "hash-undersized"],
    unless: ["tableAtLimit", "connectionAllowanceExceeded", "bpfMapFull", "podTableAtLimit"],
  },
  {
    id: "a-counter-is-no-rise",
    claim: "Do not read a counter above zero, such as conntrack_allowance_exceeded, as a present refusal.",
    because: "these counters count since the driver was loaded: only an increase within the window says anything of today",
    beside: ["none", "approaching-limit", "kernel-table-full", "kernel-table-evicting"],
    unless: ["connectionAllowanceExceeded"],
  },
  {
    id: "a-line-is-no-record",
    claim: "Do not say that a table is full because a line of a log says so.",
    because:
      "programs quote the kernel's words, logs keep them for weeks, and anybody can write them; of this moment the kernel's own record speaks, and the count",
    beside: ["none", "unknown", "snat-ports", "approaching-limit", "instance-allowance"],
    unless: ["tableAtLimit", "hostTableFullJustLogged", "podTableFullLogged"],
  },
  {
    id: "no-sysctl-for-the-map",
    claim: "Do not raise nf_conntrack_max against a full BPF map.",
    because: "the network plugin tracks connections in maps whose size is a setting of its own; nf_conntrack is another table",
    beside: ["bpf-map-full"],
    unless: ["tableAtLimit"],
  },
  {
    id: "no-limit-for-look-alikes",
    claim: "Do not raise nf_conntrack_max against what loses connections here.",
    because: "a queue, the neighbours, a range of ports or rules that are behind lose them; no entry of connection tracking is missing",
    beside: ["listen-overflow", "neighbour-table-full", "ephemeral-ports", "kube-proxy-stalled", "softnet-backlog"],
    unless: ["tableAtLimit", "tableNearLimit"],
  },
  {
    id: "lost-on-the-way",
    claim: "Do not blame the DNS server for lookups that are lost on their way.",
    because: "they are dropped beyond a limit on packets, in a race of two queries, or for want of a port, before a server has answered",
    beside: ["dns-throttled", "udp-insert-race", "snat-ports"],
    unless: [],
  },
  {
    id: "race-is-not-exhaustion",
    claim: "Do not call lost lookups of a race exhaustion.",
    because: "two packets of one UDP flow raced each other into the table; one is lost however much room there is",
    beside: ["udp-insert-race"],
    unless: ["tableAtLimit", "dropsBesideEvictions"],
  },
  {
    id: "tables-are-not-throttled",
    claim: "Do not answer a throttled allowance with settings of connection tracking.",
    because: "packets, bandwidth and lookups beyond the instance's allowance are dropped in the network card, whatever the table holds",
    beside: ["dns-throttled", "bandwidth-throttled", "packet-rate-throttled"],
    unless: ["tableAtLimit", "connectionAllowanceExceeded"],
  },
  {
    id: "unseen-is-not-healthy",
    claim: "Do not say that connection tracking is healthy.",
    because: "some limits could not be looked at; what is missing is listed under notEvaluated",
    beside: ["unknown"],
    unless: [],
  },
];

/** Those of the conclusions that these verdicts invite, with whether something carries them after all. */
export function standingGuardrails(verdictIds: readonly string[], view: SignalView): readonly StandingGuardrail[] {
  return guardrails
    .filter(({ beside }) => beside.some((id) => verdictIds.includes(id)))
    .map(({ id, claim, because, unless }) => ({
      id,
      claim,
      because,
      unless: unless.map((name) => claims[name].says),
      liftedBy: unless.filter((name) => claims[name].holds(view) === true).map((name) => claims[name].says),
    }));
}
