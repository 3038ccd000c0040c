import type { SnapshotParts } from "../model/node-snapshot.ts";
import type { Culprit, Verdict } from "../model/verdict.ts";
import { type ExampleHost, exampleSituation, present } from "./example-situation.ts";
import type { Situation, VerdictId } from "./remedy.ts";

/** A situation and every plan that is offered in it, in order. */
export interface PlansCase {
  readonly name: string;
  readonly situation: Situation;
  readonly plans: readonly string[];
}

interface Changes {
  readonly host?: ExampleHost;
  readonly verdict?: Partial<Verdict>;
  readonly culprits?: readonly Culprit[];
  readonly parts?: SnapshotParts;
}

function situationOf(id: VerdictId, { host = "kubeadm", verdict = {}, culprits, parts = {} }: Changes = {}): Situation {
  const example = exampleSituation(id, host);
  const { now } = example.observation;
  return {
    verdict: { ...example.verdict, ...verdict },
    culprits: culprits ?? example.culprits,
    observation: { now: { ...now, parts: { ...now.parts, ...parts } } },
  };
}

const fullAdvice = ["do-not-restart-pods", "do-not-blame-dns", "do-not-flush-table"] as const;
const causeAdvice = [
  "do-not-restart-pods",
  "do-not-scale-blindly",
  "do-not-blame-dns",
  "do-not-flush-table",
  "do-not-lower-limit",
] as const;
const noisy = ["stop-noisy-workload", "fence-noisy-workload"] as const;

export const cases: readonly PlansCase[] = [
  {
    name: "a full table under kube-proxy: room at once, and the number where it is written",
    situation: situationOf("kernel-table-full"),
    plans: ["raise-limit-at-once", "look-closer", ...fullAdvice, "do-not-lower-limit", "raise-limit-kube-proxy"],
  },
  {
    name: "a full table on AKS",
    situation: situationOf("kernel-table-full", { host: "aks" }),
    plans: ["raise-limit-at-once", "look-closer", ...fullAdvice, "do-not-lower-limit", "raise-limit-aks"],
  },
  {
    name: "a table on AKS at the most that AKS takes",
    situation: situationOf("approaching-limit", { host: "aks", parts: { tableUsage: present({ count: 2_000_000, max: 2_097_152 }) } }),
    plans: ["raise-limit-at-once", "look-closer", "do-not-lower-limit"],
  },
  {
    name: "a table that evicts, on EC2 without kube-proxy, whose system is not known",
    situation: situationOf("kernel-table-evicting", { host: "eksCilium" }),
    plans: [
      "raise-limit-at-once",
      "look-closer",
      ...fullAdvice,
      "do-not-lower-limit",
      "raise-limit-nodeadm",
      "raise-limit-bottlerocket",
      "raise-limit-karpenter",
    ],
  },
  {
    name: "a pod's full table on a machine of one's own",
    situation: situationOf("pod-table-full", { host: "plain" }),
    plans: ["raise-limit-at-once", "look-closer", "do-not-flush-table", "do-not-lower-limit", "raise-limit-sysctl"],
  },
  {
    name: "a full table that memory does not let grow: a larger node",
    situation: situationOf("kernel-table-full", {
      host: "aks",
      parts: { resources: present({ cpus: 2, memoryTotalBytes: 0.7e9, memoryAvailableBytes: 0 }) },
    }),
    plans: ["look-closer", ...fullAdvice, "do-not-lower-limit", "larger-nodes-aks"],
  },
  {
    name: "both limits: the kernel first",
    situation: situationOf("kernel-and-instance", { host: "eks" }),
    plans: [
      "raise-limit-at-once",
      "eni-idle-timeouts",
      "look-closer",
      ...fullAdvice,
      "raise-limit-kube-proxy",
      "untracked-security-group-rules",
      "larger-nodes-eks",
    ],
  },
  {
    name: "the instance's allowance: nothing of the kernel's",
    situation: situationOf("instance-allowance", {
      host: "eks",
      verdict: { causes: [{ id: "connection-churn", confidence: "high", because: "", workload: "10.0.1.5", share: 0.42 }] },
    }),
    plans: [
      "eni-idle-timeouts",
      ...noisy,
      "look-closer",
      "do-not-restart-pods",
      "do-not-scale-blindly",
      "do-not-raise-other-table",
      "reuse-connections",
      "separate-noisy-workload",
      "untracked-security-group-rules",
      "larger-nodes-eks",
    ],
  },
  {
    name: "source ports: nothing of the table's limit",
    situation: situationOf("snat-ports"),
    plans: [
      "widen-masquerade-range",
      "look-closer",
      "do-not-raise-other-table",
      "randomize-source-ports",
      "reuse-connections",
      "more-source-addresses",
      "review-node-ports",
    ],
  },
  {
    name: "a full BPF map",
    situation: situationOf("bpf-map-full", { host: "eksCilium" }),
    plans: ["look-closer", "do-not-raise-other-table", "raise-bpf-map-size"],
  },
  {
    name: "too few buckets",
    situation: situationOf("hash-undersized"),
    plans: ["raise-buckets", "look-closer"],
  },
  {
    name: "buckets enough",
    situation: situationOf("hash-undersized", { parts: { tableUsage: present({ count: 5, max: 100, buckets: 2 ** 30 }) } }),
    plans: ["look-closer"],
  },
  {
    name: "a table that nears its limit, and a verdict in doubt: a look first",
    situation: situationOf("approaching-limit", { verdict: { confidence: "low" } }),
    plans: ["look-closer", "raise-limit-at-once", "do-not-lower-limit", "raise-limit-kube-proxy"],
  },
  { name: "nothing is wrong", situation: situationOf("none"), plans: [] },
  { name: "nobody knows", situation: situationOf("unknown"), plans: ["look-closer"] },
  {
    name: "a table that is too small for an innocent load",
    situation: situationOf("table-too-small", { culprits: [] }),
    plans: ["raise-limit-at-once", "look-closer", ...fullAdvice, "do-not-lower-limit", "raise-limit-kube-proxy", "review-node-ports"],
  },
  {
    name: "churn of one client",
    situation: situationOf("connection-churn"),
    plans: [
      "raise-limit-at-once",
      "shorten-time-wait-timeout",
      ...noisy,
      "look-closer",
      ...causeAdvice,
      "reuse-connections",
      "separate-noisy-workload",
      "raise-limit-kube-proxy",
    ],
  },
  {
    name: "churn on a node whose timeout is short already, of a client that is one among many",
    situation: situationOf("connection-churn", {
      culprits: [{ kind: "client", name: "10.0.1.5", entries: 10, share: 0.1 }],
      verdict: { causes: [{ id: "connection-churn", confidence: "medium", because: "", workload: "10.0.1.5", share: 0.1 }] },
      parts: { settings: present({ sysctls: { nf_conntrack_tcp_timeout_time_wait: 30 } }) },
    }),
    plans: ["raise-limit-at-once", "look-closer", ...causeAdvice, "reuse-connections", "raise-limit-kube-proxy"],
  },
  {
    name: "UDP that accumulates",
    situation: situationOf("udp-accumulation"),
    plans: [
      "raise-limit-at-once",
      "shorten-udp-timeout",
      "shorten-udp-stream-timeout",
      ...noisy,
      "look-closer",
      ...fullAdvice,
      "do-not-lower-limit",
      "node-local-dns",
      "separate-noisy-workload",
      "raise-limit-kube-proxy",
    ],
  },
  {
    name: "a leak",
    situation: situationOf("connection-leak"),
    plans: [
      "raise-limit-at-once",
      "shorten-established-timeout",
      ...noisy,
      "look-closer",
      ...causeAdvice,
      "close-idle-connections",
      "separate-noisy-workload",
      "raise-limit-kube-proxy",
    ],
  },
  {
    name: "an endpoint that is gone",
    situation: situationOf("stale-endpoints"),
    plans: ["raise-limit-at-once", "delete-stale-entries", "look-closer", ...fullAdvice, "do-not-lower-limit", "raise-limit-kube-proxy"],
  },
  {
    name: "endpoints that are gone and not named",
    situation: situationOf("stale-endpoints", { verdict: { causes: [{ id: "stale-endpoints", confidence: "medium", because: "" }] } }),
    plans: ["raise-limit-at-once", "look-closer", ...fullAdvice, "do-not-lower-limit", "raise-limit-kube-proxy"],
  },
  {
    name: "a storm of retries",
    situation: situationOf("burst-or-retry-storm"),
    plans: [
      "raise-limit-at-once",
      ...noisy,
      "look-closer",
      ...causeAdvice,
      "back-off-retries",
      "separate-noisy-workload",
      "raise-limit-kube-proxy",
    ],
  },
  {
    name: "fan-out",
    situation: situationOf("fan-out"),
    plans: [
      "raise-limit-at-once",
      ...noisy,
      "look-closer",
      ...causeAdvice,
      "reuse-connections",
      "separate-noisy-workload",
      "raise-limit-kube-proxy",
    ],
  },
  {
    name: "tunnels",
    situation: situationOf("tunnel-tracking"),
    plans: ["raise-limit-at-once", "look-closer", ...fullAdvice, "do-not-lower-limit", "untrack-tunnels", "raise-limit-kube-proxy"],
  },
  {
    name: "probes",
    situation: situationOf("probe-load"),
    plans: ["raise-limit-at-once", "look-closer", ...fullAdvice, "do-not-lower-limit", "probe-less-often", "raise-limit-kube-proxy"],
  },
  { name: "two questions that race", situation: situationOf("udp-insert-race"), plans: ["look-closer", "node-local-dns"] },
  { name: "the provider's resolver", situation: situationOf("dns-throttled", { host: "eks" }), plans: ["look-closer", "node-local-dns"] },
  {
    name: "the provider's resolver, under Cilium",
    situation: situationOf("dns-throttled", { host: "eksCilium" }),
    plans: ["look-closer"],
  },
  { name: "a server that accepts too slowly", situation: situationOf("listen-overflow"), plans: ["look-closer", "raise-accept-queue"] },
  { name: "too many neighbours", situation: situationOf("neighbour-table-full"), plans: ["raise-neighbour-thresholds", "look-closer"] },
  { name: "bandwidth", situation: situationOf("bandwidth-throttled", { host: "eks" }), plans: ["look-closer", "larger-nodes-eks"] },
  { name: "packet rate", situation: situationOf("packet-rate-throttled", { host: "eks" }), plans: ["look-closer", "larger-nodes-eks"] },
  {
    name: "ephemeral ports",
    situation: situationOf("ephemeral-ports"),
    plans: ["widen-ephemeral-ports", "look-closer", "reuse-connections"],
  },
  {
    name: "ephemeral ports of the whole range",
    situation: situationOf("ephemeral-ports", {
      parts: {
        portRanges: present({ ephemeral: { from: 1024, to: 65_535 }, reservedPorts: 9, sourceNatDefault: { from: 1024, to: 65_535 } }),
      },
    }),
    plans: ["look-closer", "reuse-connections"],
  },
  {
    name: "kube-proxy stands still",
    situation: situationOf("kube-proxy-stalled"),
    plans: ["restart-kube-proxy", "look-closer", "nftables-mode"],
  },
  {
    name: "kube-proxy stands still on a kernel without what nftables mode needs",
    situation: situationOf("kube-proxy-stalled", { parts: { kernel: present({ release: "5.10.0-28-amd64", modules: [] }) } }),
    plans: ["restart-kube-proxy", "look-closer"],
  },
  { name: "processors that drop", situation: situationOf("softnet-backlog"), plans: ["raise-receive-backlog", "look-closer"] },
];
