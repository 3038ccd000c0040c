import type { FindingSeverity } from "../model/finding.ts";

/** What is known to lead to what, with the reason; the order of times alone makes no such pair. */
export interface KnownRelation {
  /** Ids of checks and log patterns. */
  readonly causes: readonly string[];
  readonly consequences: readonly string[];
  readonly because: string;
  /** A cause of less severity does not lead to it: a table that is half full refuses nothing. */
  readonly atLeast?: FindingSeverity;
}

/** What a program on the node sees when packets of connections are lost. */
const refusedConnections = [
  "dial-timeout",
  "tls-handshake-timeout",
  "probe-failed",
  "api-server-unreachable",
  "pod-retransmits",
  "local-connection",
];
const unansweredNames = ["dns-upstream-timeout", "dns-lookup-timeout", "dns-servfail", "dns-no-healthy-upstream"];

export const knownRelations: readonly KnownRelation[] = [
  {
    causes: ["usage", "drops", "table-full-log", "pod-tables", "conntrack-table-full"],
    consequences: [...unansweredNames, ...refusedConnections, "operation-not-permitted-by-network", "node-not-ready"],
    because:
      "a full table refuses the first packet of every new connection: queries to DNS are the most of them, then probes and heartbeats",
    atLeast: "critical",
  },
  {
    causes: ["instance-allowance"],
    consequences: [...unansweredNames, ...refusedConnections],
    because: "the instance's own table refuses packets of new connections, whatever room the kernel's has",
    atLeast: "critical",
  },
  {
    causes: ["bpf-maps", "cilium-map-insertion-failed", "calico-ebpf-table-filling"],
    consequences: [...unansweredNames, ...refusedConnections],
    because: "a connection that gets no entry in the network plugin's own table is refused",
    atLeast: "high",
  },
  {
    causes: ["early-evictions"],
    consequences: ["connection-reset", "pod-retransmits"],
    because: "a connection whose entry was evicted is taken for another one when its next packet comes",
    atLeast: "high",
  },
  {
    causes: ["clash-resolve", "insert-failures"],
    consequences: ["dns-lookup-timeout", "dns-upstream-timeout"],
    because:
      "of two queries that a resolver sends at once from one port, one can be lost on its way into the table, and is repeated after five seconds",
    atLeast: "medium",
  },
  {
    causes: ["link-local-allowance"],
    consequences: [...unansweredNames, "instance-metadata-unreachable"],
    because: "packets to the provider's resolver and metadata service beyond their allowance are dropped",
    atLeast: "high",
  },
  {
    causes: ["bandwidth-in-allowance", "bandwidth-out-allowance", "packet-rate-allowance", "softnet-drops"],
    consequences: ["dial-timeout", "tls-handshake-timeout", "pod-retransmits", "dns-upstream-timeout", "probe-failed"],
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
    consequences: ["pod-retransmits", "local-connection", "dial-timeout", "no-route-to-host", "dns-upstream-timeout"],
    because: "an address without a place in the neighbour table cannot be sent to",
    atLeast: "high",
  },
  {
    causes: ["source-nat-ports", "ephemeral-ports"],
    consequences: ["address-not-assignable", "dial-timeout", "dns-lookup-timeout"],
    because: "a connection that gets no port of its own is not made",
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
    causes: ["kube-proxy-sync", "kube-proxy-sync-failed", "kube-proxy-restore-failed", "kube-proxy-stale-entries-kept", "stale-endpoints"],
    consequences: [
      "dial-timeout",
      "connection-refused",
      "no-route-to-host",
      "pod-retransmits",
      "unreplied-share",
      "syn-sent-share",
      "stale-endpoints",
    ],
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
