import type { FindingSeverity } from "../model/finding.ts";
import { type LimitId, limitIds } from "../model/verdict.ts";

/** What is known to lead to what, with the reason; the order of times alone makes no such pair. */
export interface KnownRelation {
  /** Ids of checks and log patterns. */
  readonly causes: readonly string[];
  readonly consequences: readonly string[];
  readonly because: string;
  /** A cause of less severity does not lead to it: a table that is half full refuses nothing. */
  readonly atLeast?: FindingSeverity;
  /** Only with these verdicts: the kernel counts a drop for a full table, for used-up ports of source NAT and for a race of two packets alike. Missing where any will do. */
  readonly beside?: readonly LimitId[];
}

/** What a program on the node, or one that asks it, sees when the first packets of connections are lost. */
const unansweredConnections = ["dial-timeout", "tls-handshake-timeout", "probe-failed", "api-server-unreachable", "pod-retransmits"];
const unansweredNames = ["dns-upstream-timeout", "dns-lookup-timeout", "dns-servfail", "dns-no-healthy-upstream", "dns-check-failed"];

/** What all of them see, and the node by itself, where the table refuses whatever has no entry. */
const whatIsRefused = [
  ...unansweredNames,
  ...unansweredConnections,
  "local-connection",
  "operation-not-permitted-by-network",
  "node-not-ready",
];

const fullTable = ["kernel-table-full", "kernel-and-instance"] as const satisfies readonly LimitId[];
const evictingTable = ["kernel-table-evicting", ...fullTable] as const satisfies readonly LimitId[];
/** Where the table of the node fills, and where that of the card does. What kube-proxy did or did not do fills neither, but for the endpoints that it left behind. */
const exhausted = [...evictingTable, "instance-allowance", "pod-table-full"] as const satisfies readonly LimitId[];
const notExhausted = limitIds.filter((limit) => !exhausted.some((one) => one === limit));
const notOfPod = limitIds.filter((limit) => limit !== "pod-table-full");
const noPortsShort = ["none", "unknown", "approaching-limit", "hash-undersized"] as const satisfies readonly LimitId[];

export const knownRelations: readonly KnownRelation[] = [
  {
    causes: ["usage", "drops"],
    consequences: whatIsRefused,
    because:
      "a full table refuses the first packet of every new connection: queries to DNS are the most of them, then probes and heartbeats",
    atLeast: "critical",
    beside: fullTable,
  },
  {
    // The kernel's own word, of its own time: it holds for that time whatever the table is like by now.
    causes: ["table-full-log", "conntrack-table-full"],
    consequences: whatIsRefused,
    because:
      "the kernel wrote that it dropped the first packets of connections: queries to DNS are the most of them, then probes and heartbeats",
    atLeast: "critical",
    beside: notOfPod,
  },
  {
    causes: ["pod-tables", "table-full-log", "conntrack-table-full"],
    consequences: ["dial-timeout", "tls-handshake-timeout", "dns-lookup-timeout", "probe-failed", "pod-retransmits"],
    because: "the table of one pod's own namespace is full: that pod's new connections are refused, and nobody else's",
    atLeast: "critical",
    beside: ["pod-table-full"],
  },
  {
    causes: ["early-evictions"],
    consequences: [...unansweredNames, "dial-timeout", "connection-reset", "pod-retransmits", "probe-failed"],
    because:
      "an entry that is evicted before its answer came leaves the answer without a way back: queries to DNS and connections that are just begun, never those that are established",
    atLeast: "high",
    beside: evictingTable,
  },
  {
    causes: ["instance-allowance"],
    consequences: [...unansweredNames, ...unansweredConnections],
    because: "the instance's own table refuses packets of new connections, whatever room the kernel's has",
    atLeast: "critical",
  },
  {
    causes: ["bpf-maps", "cilium-map-insertion-failed"],
    consequences: [...unansweredNames, ...unansweredConnections],
    because: "a connection that gets no entry in the network plugin's own table is refused",
    atLeast: "high",
    beside: ["bpf-map-full", "unknown"],
  },
  {
    causes: ["calico-ebpf-table-filling"],
    consequences: ["dial-timeout", "pod-retransmits"],
    because: "while the network plugin makes its table larger new connections may fail",
  },
  {
    // Clashes that were resolved lost nothing: only what could not be inserted is gone.
    causes: ["insert-failures"],
    consequences: ["dns-lookup-timeout", "dns-upstream-timeout"],
    because:
      "of two queries that a resolver sends at once from one port, one can be lost on its way into the table, and is repeated after five seconds",
    atLeast: "high",
    beside: noPortsShort,
  },
  {
    causes: ["source-nat-ports", "found-surge"],
    consequences: [...unansweredNames, "dial-timeout", "tls-handshake-timeout", "pod-retransmits"],
    because: "source NAT finds no free port towards the destination and drops the packet, however much room the table has",
    atLeast: "high",
    beside: ["snat-ports"],
  },
  {
    causes: ["ephemeral-ports"],
    consequences: ["address-not-assignable"],
    because: "a program that is given no local port cannot begin a connection, and is told so at once",
    atLeast: "high",
  },
  {
    causes: ["link-local-allowance"],
    consequences: [...unansweredNames, "instance-metadata-unreachable"],
    because: "packets to the provider's resolver and metadata service beyond their allowance are dropped",
    atLeast: "high",
  },
  {
    causes: ["bandwidth-in-allowance", "bandwidth-out-allowance", "packet-rate-allowance", "softnet-drops"],
    consequences: [
      "dial-timeout",
      "tls-handshake-timeout",
      "pod-retransmits",
      "dns-upstream-timeout",
      "dns-lookup-timeout",
      "probe-failed",
    ],
    because: "packets are dropped whatever they belong to, so that everything is slow or times out now and then",
    atLeast: "high",
  },
  {
    causes: ["ena-reset", "ena-keep-alive-timeout", "interface-transmit-timeout", "interface-link-down"],
    consequences: ["node-not-ready", "dial-timeout", "dns-upstream-timeout", "api-server-unreachable", "connection-reset"],
    because: "while the card or its link is down nothing leaves the node",
  },
  {
    causes: ["neighbour-table", "neighbour-table-overflow"],
    consequences: ["pod-retransmits", "dial-timeout", "no-route-to-host", "dns-upstream-timeout", "probe-failed"],
    because: "an address without a place in the neighbour table cannot be sent to",
    atLeast: "high",
  },
  {
    causes: ["listen-overflow", "syn-flooding"],
    consequences: ["dial-timeout", "probe-failed", "pod-retransmits"],
    because: "a listening queue that is full drops requests, which are sent again after a second or more",
  },
  {
    causes: ["dns-upstream-timeout", "dns-no-healthy-upstream", "dns-too-many-queries", "dns-loop", "dns-overloaded"],
    consequences: ["dns-servfail", "dns-lookup-timeout", "dns-lookup-failed"],
    because: "what the resolver of the cluster is not answered it cannot answer",
  },
  {
    causes: ["dns-lookup-timeout", "dns-servfail"],
    consequences: ["probe-failed", "pod-crash-loop", "image-pull-failed"],
    because: "a program that does not find the address of what it needs is not ready, or ends",
  },
  {
    causes: ["xtables-lock-held", "kube-proxy-restore-failed", "rule-count"],
    consequences: ["kube-proxy-sync", "kube-proxy-sync-failed", "kube-proxy-sync-slow"],
    because: "rules that cannot be written, or take long to write, keep kube-proxy from following the cluster",
  },
  {
    causes: ["kube-proxy-sync", "kube-proxy-sync-failed", "kube-proxy-restore-failed", "kube-proxy-stale-entries-kept"],
    consequences: ["stale-endpoints"],
    because: "rules and entries that kube-proxy did not bring up to date go on leading to endpoints that are gone",
  },
  {
    // Beside a full table these have a nearer reason, and kube-proxy is a tempting one.
    causes: ["kube-proxy-sync", "kube-proxy-sync-failed", "kube-proxy-restore-failed", "kube-proxy-stale-entries-kept"],
    consequences: ["dial-timeout", "connection-refused", "no-route-to-host", "pod-retransmits"],
    because: "rules that are not up to date lead connections to endpoints that are gone, or to none",
    beside: notExhausted,
  },
  {
    causes: ["stale-endpoints"],
    consequences: ["dial-timeout", "connection-refused", "no-route-to-host", "pod-retransmits", "unreplied-share", "syn-sent-share"],
    because: "connections are led to endpoints that are gone, and nobody answers there",
  },
  {
    causes: ["probe-failed"],
    consequences: ["pod-crash-loop"],
    because: "a container whose liveness probe fails is ended and started again",
  },
  {
    causes: ["out-of-memory", "cgroup-out-of-memory"],
    consequences: ["pod-crash-loop", "probe-failed", "runtime-unreachable", "runtime-timeout", "pleg-unhealthy", "node-not-ready"],
    because: "what was killed for want of memory has to be started again, and meanwhile does not answer",
  },
  {
    causes: ["cpu-lockup", "rcu-stall", "hung-task", "disk-error", "nvme-timeout", "filesystem-error"],
    consequences: [
      "runtime-timeout",
      "pleg-unhealthy",
      "node-not-ready",
      "kube-proxy-sync-slow",
      "probe-failed",
      "interface-transmit-timeout",
    ],
    because: "a machine whose processors or disks do not come on answers nothing in time",
  },
  {
    causes: ["disk-full", "filesystem-error", "read-only-file-system"],
    consequences: ["node-pressure", "pods-evicted", "image-space-not-freed", "image-pull-failed", "sandbox-failed", "pod-crash-loop"],
    because: "what cannot be written stops what writes it, and the kubelet makes room by evicting",
  },
  {
    causes: ["node-pressure"],
    consequences: ["pods-evicted"],
    because: "under pressure the kubelet evicts pods",
  },
  {
    causes: ["cloud-api-throttled", "cloud-api-refused", "cni-subnet-full"],
    consequences: ["cni-no-addresses", "sandbox-network-failed"],
    because: "addresses that the cloud does not give cannot be given to pods",
  },
  {
    causes: ["cni-daemon-unreachable", "cni-no-addresses", "cni-not-ready"],
    consequences: ["sandbox-network-failed", "sandbox-failed", "node-not-ready"],
    because: "a pod without a network is not started",
  },
  {
    causes: ["runtime-unreachable", "runtime-timeout"],
    consequences: ["pleg-unhealthy", "node-not-ready", "sandbox-failed", "runtime-name-reserved"],
    because: "the kubelet knows of containers only what the runtime answers",
  },
  {
    causes: ["certificate-expired", "clock-jump"],
    consequences: ["api-server-unauthorised", "api-server-unreachable", "node-not-ready"],
    because: "a certificate outside of its time is refused on both sides, and a clock that was set can make it so",
  },
  {
    causes: ["api-server-unauthorised", "api-server-unreachable"],
    consequences: ["node-not-ready", "dns-without-api", "kube-proxy-sync"],
    because: "what does not hear from the API server goes by what it knew before, and the node is held dead after 40 seconds",
  },
];
