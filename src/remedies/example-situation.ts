import type { PartValues, SnapshotParts } from "../model/node-snapshot.ts";
import type { Present } from "../model/reading.ts";
import type { TableComposition } from "../model/table-composition.ts";
import { type CauseId, causeIds, type LimitId, type LookAlikeId, limitIds, lookAlikeIds, type Verdict } from "../model/verdict.ts";
import type { Situation, VerdictId } from "./remedy.ts";

/** The nodes that the examples of the pages are filled in for; each is one that some remedy is made for. */
export const exampleHosts = {
  kubeadm: {
    says: "a node of 8 cores and 32 GB under kube-proxy in iptables mode",
    release: "6.8.0-45-generic",
    data: "iptables",
    driver: "virtio_net",
  },
  eks: {
    says: "an EKS node (AL2023) of 8 cores and 32 GB under kube-proxy",
    release: "6.1.102-111.182.amzn2023.x86_64",
    data: "iptables",
    driver: "ena",
  },
  eksCilium: { says: "an EKS node of 8 cores and 32 GB under Cilium", release: "6.1.102", data: "cilium", driver: "ena" },
  aks: { says: "an AKS node of 8 cores and 32 GB", release: "5.15.0-1068-azure", data: "iptables", driver: "mlx5_core" },
  plain: { says: "a machine of 8 cores and 32 GB without kube-proxy", release: "6.8.0-45-generic", data: "none", driver: "virtio_net" },
} as const satisfies Record<string, { says: string; release: string; data: PartValues["dataPlane"]["kind"]; driver: string }>;
export type ExampleHost = keyof typeof exampleHosts;

const exampleClient = "10.0.1.5";

/** A situation in which one limit, look-alike or cause stands, on a node of which everything is known. */
export function exampleSituation(id: VerdictId, host: ExampleHost = "kubeadm"): Situation {
  return {
    verdict: exampleVerdict(id),
    culprits: [{ kind: "client", name: exampleClient, entries: 110_000, share: 0.42 }],
    observation: { now: { node: "node-7", takenAtMs: 0, monotonicMs: 0, parts: exampleParts(host) } },
  };
}

export function exampleVerdict(id: VerdictId): Verdict {
  const isIn = <T extends string>(ids: readonly T[], other: string): other is T => ids.some((member) => member === other);
  const limit: LimitId | undefined = isIn(limitIds, id) ? id : undefined;
  const alike: LookAlikeId | undefined = isIn(lookAlikeIds, id) ? id : undefined;
  const cause: CauseId | undefined = isIn(causeIds, id) ? id : undefined;
  return {
    limit: limit ?? (cause === undefined ? "none" : "kernel-table-full"),
    severity: "critical",
    confidence: "high",
    summary: "",
    lookAlikes: alike === undefined ? [] : [{ id: alike, confidence: "high", because: "" }],
    causes: cause === undefined ? [] : [{ id: cause, confidence: "high", because: "", workload: exampleClient, share: 0.42 }],
    escalation: [],
  };
}

function exampleParts(host: ExampleHost): SnapshotParts {
  const { release, data, driver } = exampleHosts[host];
  const statistics = { conntrack_allowance_exceeded: 812, conntrack_allowance_available: 1300 };
  return {
    tableUsage: present({ count: 262_140, max: 262_144, buckets: 65_536 }),
    settings: present({
      sysctls: {
        nf_conntrack_tcp_timeout_time_wait: 120,
        nf_conntrack_udp_timeout: 30,
        nf_conntrack_udp_timeout_stream: 120,
        nf_conntrack_tcp_timeout_established: 86_400,
      },
    }),
    tableComposition: present(exampleComposition),
    slabMemory: present({ activeObjects: 262_140, totalObjects: 262_400, objectBytes: 256, totalBytes: 67_174_400 }),
    ...(driver === "ena" ? { interfaceAllowances: present([{ interfaceName: "eth0", driver, statistics }]) } : {}),
    portRanges: present({ ephemeral: { from: 32_768, to: 60_999 }, reservedPorts: 0, sourceNatDefault: { from: 1024, to: 65_535 } }),
    neighbourTable: present([{ family: 4, entries: 1020, tableFulls: 40, gcThresh1: 128, gcThresh2: 512, gcThresh3: 1024 }]),
    resources: present({ cpus: 8, memoryTotalBytes: 32e9, memoryAvailableBytes: 12e9 }),
    kernel: present({ release, modules: [] }),
    dataPlane: present({ kind: data, because: "an example" }),
  };
}

const noTop = { exact: true, errorBound: 0, distinct: 0, items: [] } as const;

const exampleComposition: TableComposition = {
  total: 262_140,
  malformed: 0,
  duplicates: 0,
  filteredOut: 0,
  malformedExamples: [],
  byProtocol: { tcp: 150_000, udp: 112_140 },
  byState: { TIME_WAIT: 90_000, ESTABLISHED: 60_000 },
  byFamily: { ipv4: 262_140 },
  byFlag: {},
  byZone: {},
  byNat: {},
  byIdleAge: {},
  byAge: {},
  facts: {
    tcp: 150_000,
    udp: 112_140,
    tcpUnreplied: 0,
    udpUnreplied: 0,
    established: 60_000,
    establishedKnownIdleOverOneHour: 20_000,
    tunnel: 70_000,
  },
  timeouts: { from: "sysctl", tcpEstablishedSeconds: 86_400 },
  top: { sources: noTop, destinations: noTop, ports: noTop, endpoints: noTop },
};

/** A part as if it had been read. */
export function present<T>(value: T): Present<T> {
  return { status: "present", value, source: "an example", takenAtMs: 0 };
}
