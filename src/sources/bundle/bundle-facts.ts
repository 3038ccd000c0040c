import type { AddressOwners } from "../../model/address-owners.ts";
import type { KernelLogRecord } from "../../model/kernel-log-record.ts";
import type { Counters, NodeSnapshot, SlabMemory } from "../../model/node-snapshot.ts";
import type { CpuRow } from "../../wire/conntrack-stats-text/parse-conntrack-stats.ts";
import type { TextTableSummary } from "../../wire/conntrack-text/text-table-summary.ts";
import type { EthtoolSection } from "../../wire/ethtool-text/ethtool-text-reader.ts";
import type { KernelStat } from "../../wire/procfs/kernel-stat.ts";
import type { SoftnetStat } from "../../wire/procfs/softnet-stat.ts";
import type { SavedProxyMode } from "../../wire/saved-text/proxy-mode-line.ts";
import type { SavedManifest } from "./own-files.ts";

/** Something with the file of the bundle that says it. */
export interface Said<T> {
  readonly value: T;
  readonly path: string;
}

/** One saved log, as far as the kernel spoke in it. */
export interface SavedLog {
  readonly path: string;
  /** The newest ones. */
  readonly records: readonly KernelLogRecord[];
  readonly recordsInAll: number;
  readonly lines: number;
  readonly oldestAtMs?: number;
  readonly newestAtMs?: number;
}

export interface TableFile {
  readonly path: string;
  readonly summary: TextTableSummary;
}

/** All that the files of a bundle say, before it is put into the shape of a snapshot. */
export interface BundleFacts {
  manifest?: Said<SavedManifest>;
  snapshot?: Said<NodeSnapshot>;
  earlier?: Said<NodeSnapshot>;
  /** Only those that are wanted, by key. */
  readonly sysctls: Map<string, Said<string>>;
  countOfMax?: Said<{ readonly count: number; readonly max: number }>;
  /** `timesMs` are those that stand before the samples, where our own collector wrote the file. */
  readonly counterRows: (Said<readonly CpuRow[]> & { readonly timesMs: readonly number[] })[];
  readonly tables: TableFile[];
  /** In a file that holds several tables, one behind the other, how many. */
  readonly tableRuns: Map<string, number>;
  /** Tables that were left for later, because the bundle may say elsewhere what they hold. */
  readonly waitingTables: string[];
  readonly ethtool: Said<readonly EthtoolSection[]>[];
  readonly logs: SavedLog[];
  slab?: Said<SlabMemory>;
  softnet?: Said<SoftnetStat>;
  readonly sockstat: Said<Counters>[];
  readonly protocolCounters: Said<ReadonlyMap<string, Counters>>[];
  kernelStat?: Said<KernelStat>;
  meminfo?: Said<{ readonly totalBytes: number; readonly availableBytes?: number }>;
  uname?: Said<{ readonly host: string; readonly release: string }>;
  instanceId?: Said<string>;
  availabilityZone?: Said<string>;
  modules?: Said<readonly string[]>;
  proxyMode?: Said<SavedProxyMode>;
  readonly proxyLogs: string[];
  readonly iptables: Said<{ readonly hasServiceChains: boolean; readonly hasCiliumChains: boolean }>[];
  /** When eks-log-collector probed the API server: once a run. */
  readonly probedAtMs: number[];
  /** Lists of pods, of addresses with pods, and of what else of Kubernetes has addresses. */
  podLists?: SavedPodLists;
}

/** Behind an interface, since most bundles have none and need not load what reads them. */
export interface SavedPodLists {
  readonly paths: readonly string[];
  readonly remarks: readonly string[];
  /** Undefined where the lists hold nothing. */
  ownersFor(node: string): AddressOwners | undefined;
}

export function createBundleFacts(): BundleFacts {
  return {
    sysctls: new Map(),
    counterRows: [],
    tables: [],
    tableRuns: new Map(),
    waitingTables: [],
    ethtool: [],
    logs: [],
    sockstat: [],
    protocolCounters: [],
    proxyLogs: [],
    iptables: [],
    probedAtMs: [],
  };
}
