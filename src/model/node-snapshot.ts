import type { AddressOwners } from "./address-owners.ts";
import type { KernelLogRecord } from "./kernel-log-record.ts";
import type { Reading } from "./reading.ts";
import type { TableComposition } from "./table-composition.ts";

/** Everything known about one node at one time. Every part says how it is known, or why it is not. */
export interface NodeSnapshot {
  /** The node's own name for itself. */
  readonly node: string;
  readonly takenAtMs: number;
  /** A clock that never jumps, for rates. Its zero has no meaning. */
  readonly monotonicMs: number;
  readonly parts: SnapshotParts;
  /** When each part was read, by the clock that never jumps, where they were not read at one moment: an increase is that of its own time. */
  readonly readAtMonotonicMs?: { readonly [P in PartName]?: number };
}

/** A part that was not asked for is missing from the record; a part that was asked for is always a Reading. */
export type SnapshotParts = { readonly [P in PartName]?: Reading<PartValues[P]> };

export type PartName = keyof PartValues;

export interface PartValues {
  readonly tableUsage: TableUsage;
  readonly namespaces: readonly NamespaceUsage[];
  readonly cpuCounters: CpuCounters;
  readonly settings: ConntrackSettings;
  readonly tableComposition: TableComposition;
  readonly kernelLog: KernelLog;
  readonly slabMemory: SlabMemory;
  readonly interfaceAllowances: readonly InterfaceAllowances[];
  readonly socketQueues: SocketQueues;
  readonly portRanges: PortRanges;
  readonly neighbourTable: readonly NeighbourTable[];
  readonly softnet: Softnet;
  readonly resources: NodeResources;
  readonly kernel: KernelIdentity;
  readonly dataPlane: DataPlane;
  readonly kubeProxy: KubeProxyMetrics;
  readonly nodeDns: readonly NodeDnsServer[];
  readonly cloudInstance: CloudInstance;
  readonly bpfMaps: BpfMaps;
  readonly limitConfiguration: LimitConfiguration;
  readonly eventListeners: readonly EventListener[];
  readonly localAddresses: readonly string[];
  readonly neighbours: Neighbours;
  readonly localConnections: readonly LocalConnection[];
  readonly addressOwners: AddressOwners;
  readonly podNetworks: readonly PodNetwork[];
}

export interface TableUsage {
  readonly count: number;
  /** 0 means unlimited. */
  readonly max: number;
  readonly buckets?: number;
  readonly expectMax?: number;
}

/** Another network namespace of the node, seen through a process in it. */
export interface NamespaceUsage {
  /** The number the kernel's log and `/proc/<pid>/ns/net` name it by. Absent where that link may not be read; the usage is world-readable all the same. */
  readonly inode?: number;
  /** The lowest process in it. */
  readonly pid: number;
  readonly command: string;
  /** The namespace that the reader itself lives in; its usage is `tableUsage`. */
  readonly isOwn: boolean;
  readonly count: number;
  /** Summed over CPUs. */
  readonly counters?: Counters;
}

/** Counters by the name of their column or attribute, in camelCase: found, invalid, insertFailed, drop, earlyDrop, clashResolve … */
export type Counters = Readonly<Record<string, number>>;

export interface CpuCounters {
  /** `procfs` and `ctnetlink` give the same numbers; the first may be compiled out of the kernel. */
  readonly origin: "procfs" | "ctnetlink" | "conntrack-text";
  /** Each counter is an unsigned 32-bit number that wraps. Procfs rows are the possible CPUs in order, whose ids have no gaps on ordinary machines. */
  readonly perCpu: readonly { readonly cpu: number; readonly counters: Counters }[];
}

export interface ConntrackSettings {
  /** Every numeric sysctl under net.netfilter that begins with nf_conntrack, by its file name. */
  readonly sysctls: Readonly<Record<string, number>>;
}

export interface KernelLog {
  readonly records: readonly KernelLogRecord[];
  /** Records that fell out of the kernel's ring before they were read, where the source can tell. */
  readonly lost?: number;
  /** What the log can reach back to. */
  readonly oldestAtMs?: number;
}

export interface SlabMemory {
  readonly activeObjects: number;
  readonly totalObjects: number;
  readonly objectBytes: number;
  /** Over all slabs whose name begins with nf_conntrack (kernels before 4.18 have one a namespace). */
  readonly totalBytes: number;
}

export interface InterfaceAllowances {
  readonly interfaceName: string;
  readonly driver: string;
  /** ethtool statistics whose name contains `allowance`, cumulative since the driver was loaded. */
  readonly statistics: Counters;
}

export interface SocketQueues {
  readonly tcpExt: Counters;
  readonly tcp: Counters;
  readonly udp: Counters;
  readonly sockets: Counters;
}

export interface PortRanges {
  readonly ephemeral: { readonly from: number; readonly to: number };
  /** How many ports of the ephemeral range ip_local_reserved_ports takes out of it. */
  readonly reservedPorts: number;
  /** What nf_nat draws from when no rule names a range; a rule may narrow it. */
  readonly sourceNatDefault: { readonly from: number; readonly to: number };
}

export interface NeighbourTable {
  readonly family: 4 | 6;
  readonly entries: number;
  readonly tableFulls?: number;
  readonly gcThresh1: number;
  readonly gcThresh2: number;
  readonly gcThresh3: number;
}

export interface Softnet {
  readonly perCpu: readonly { readonly cpu: number; readonly processed: number; readonly dropped: number; readonly timeSqueeze: number }[];
}

export interface NodeResources {
  readonly cpus: number;
  readonly memoryTotalBytes: number;
  readonly memoryAvailableBytes: number;
  readonly cgroup?: { readonly version: 1 | 2; readonly memoryLimitBytes?: number; readonly cpuLimitCores?: number };
}

export interface KernelIdentity {
  readonly release: string;
  /** Modules of interest by name; built-in ones are named where the kernel lists them. */
  readonly modules: readonly { readonly name: string; readonly state: "loaded" | "builtin" }[];
  readonly bootedAtMs?: number;
}

export interface DataPlane {
  readonly kind: "iptables" | "nftables" | "ipvs" | "cilium" | "none" | "unknown";
  readonly because: string;
  /** Cilium's agent runs, beside whatever forwards to services: then pods' connections are tracked in its maps. */
  readonly hasCilium?: boolean;
  /** Connections in IPVS's own table, a second one beside conntrack. */
  readonly ipvsConnections?: number;
}

/** What kube-proxy says of itself on its metrics port. */
export interface KubeProxyMetrics {
  /** iptables, nftables or ipvs, in its own word. */
  readonly mode?: string;
  /** One for each address family from the release on that tells them apart, else one. */
  readonly syncs: readonly KubeProxySync[];
  /** Rules that it has written itself, by iptables table. */
  readonly iptablesRules?: Counters;
  /** Its own clean-up of connection tracking, all counters cumulative since it started: deletedEntries, syncs, syncSeconds. */
  readonly conntrackReconciler?: Counters;
}

export interface KubeProxySync {
  readonly family?: string;
  /** When its rules were last brought up to date. */
  readonly lastSyncAtMs?: number;
  /** When a change was last queued. A sync is due while this is later than the last sync. */
  readonly lastQueuedAtMs?: number;
  /** Cumulative: how many syncs and how long they took together. */
  readonly syncs?: number;
  readonly syncSeconds?: number;
}

/** A DNS server that runs on this very node. */
export interface NodeDnsServer {
  readonly endpoint: string;
  /** Cumulative, by response code: NOERROR, NXDOMAIN, SERVFAIL and so on. */
  readonly responses: Counters;
}

export interface CloudInstance {
  readonly provider: "amazon-ec2" | "google-cloud" | "azure";
  readonly instanceType?: string;
  readonly instanceId?: string;
  readonly zone?: string;
}

/** The maps of Cilium's own connection tracking, by its agent's metrics; no maps where no Cilium runs. */
export interface BpfMaps {
  readonly maps: readonly BpfMap[];
  /** Packets dropped because a connection could not be put into its map, cumulative since the agent started. */
  readonly conntrackDrops?: number;
}

export interface BpfMap {
  readonly name: string;
  /** The part of the map that is filled, 0 to 1; Cilium tells it for maps that are filled to a tenth or more. */
  readonly pressure?: number;
  readonly capacity?: number;
}

/** Who would set the limit of the table at the next boot or restart. */
export interface LimitConfiguration {
  /** Lines of sysctl files in the order in which they are applied: the last one for a key holds. */
  readonly sysctlLines: readonly { readonly key: string; readonly value: number; readonly file: string }[];
  readonly kubeProxy?: KubeProxyLimits;
}

/** The conntrack section of kube-proxy; what is missing has kube-proxy's default. */
export interface KubeProxyLimits {
  readonly pid: number;
  /** Where the numbers stand, or why they could not be found out. */
  readonly from: string;
  readonly maxPerCore?: number;
  readonly min?: number;
}

/** A socket that gets a message for every change of the connection-tracking table. */
export interface EventListener {
  /** The process that has the socket open, where its open files may be looked at. */
  readonly pid?: number;
  readonly command?: string;
  readonly events: readonly ("new" | "update" | "destroy")[];
}

export interface Neighbours {
  /** IPv4 addresses on a directly connected network that do not answer ARP. */
  readonly incomplete: readonly string[];
}

/** What became of an attempt to open a connection from this node to this node or its metadata service. */
export interface LocalConnection {
  readonly target: string;
  /**
   * `sent` is a datagram that the kernel let out; nobody is to answer it. `not-permitted` is EPERM, by which the kernel refuses a sender of its own when
   * the table is full. `timed-out` got no answer to its first packet: what TCP is told where a datagram is told EPERM.
   */
  readonly outcome: "sent" | "answered" | "refused" | "unreachable" | "not-permitted" | "timed-out";
}

/** What the processes of one network namespace suffer, by the kernel's own counters of it. */
export interface PodNetwork {
  /** Absent where the link that tells it may not be read. */
  readonly inode?: number;
  /** The lowest process in it. */
  readonly pid: number;
  /** The pod's or container's name where one is known, else the command of that process. */
  readonly name: string;
  /** The Kubernetes namespace of the pod. */
  readonly namespace?: string;
  /** The node's own namespace, in which everything on the host network lives. */
  readonly isOwn: boolean;
  /** Cumulative: tcpSynRetrans, tcpTimeouts, tcpAttemptFails, ipOutDiscards … of /proc/<pid>/net/{snmp,netstat,snmp6}, both IP versions added. */
  readonly counters: Counters;
}
