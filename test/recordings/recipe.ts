import type { CpuCounters, InterfaceAllowances, KernelLog, PartName, PartValues, TableUsage } from "../../src/model/node-snapshot.ts";
import type { Missing } from "../../src/model/reading.ts";
import type { SourceNatPortUse } from "../../src/model/table-composition.ts";
import type { CauseId, Confidence, LimitId, LookAlikeId, Severity } from "../../src/model/verdict.ts";
import { composeTable, type FlowGroup } from "./compose-table.ts";
import { healthyParts, limit, podNamespace, takenAtMs } from "./healthy-node.ts";

/** One recording: a healthy node and what is different about this one. */
export interface Recipe {
  readonly name: string;
  /** What it is, as a sentence without its full stop. */
  readonly about: string;
  readonly changes: readonly Change[];
  readonly samples?: 1 | 2;
  readonly windowSeconds?: number;
  readonly expected: ExpectedVerdict;
}

/** What a recording's label says; `culprit` is whom the first cause points at, or else the first that is named. */
export interface ExpectedVerdict {
  readonly limit: LimitId;
  readonly lookAlikes: readonly LookAlikeId[];
  readonly topCause: CauseId | null;
  readonly culprit: string | null;
  readonly severity: Severity;
  readonly confidence?: Confidence;
}

/** Parts that differ from the healthy node, in either sample, and where their figures come from. */
export interface Change {
  readonly from: string;
  readonly now?: PartChanges;
  readonly earlier?: PartChanges;
}

/** `notRead` leaves the part out: nobody asked for it. */
export type PartChanges = { readonly [P in PartName]?: PartValues[P] | Unread };

export type Unread = typeof notRead | Pick<Missing, "status" | "reason">;

export const notRead = "not-read";

/** The same in both samples. */
export function both(from: string, parts: PartChanges): Change {
  return { from, now: parts, earlier: parts };
}

/** The whole node in which nothing but the named parts was read. */
export function onlyParts(from: string, names: readonly PartName[]): Change {
  const left = (Object.keys(healthyParts) as readonly PartName[]).filter((name) => !names.includes(name)); // keys of a record are its names
  return both(from, Object.fromEntries(left.map((name) => [name, notRead])));
}

export function unread(status: Missing["status"], reason: string, ...names: readonly PartName[]): Change {
  return both("as an ordinary user or an older kernel would read it", Object.fromEntries(names.map((name) => [name, { status, reason }])));
}

export function usage(from: string, count: number, rest: Partial<TableUsage> = {}): Change {
  return both(from, usageParts(count, rest));
}

function usageParts(count: number, rest: Partial<TableUsage> = {}): PartChanges {
  const { namespaces } = healthyParts;
  return {
    tableUsage: { ...healthyParts.tableUsage, count, ...rest },
    namespaces: namespaces.map((one) => (one.isOwn ? { ...one, count } : one)),
  };
}

/** The count grew within the window. */
export function grownUsage(from: string, earlier: number, now: number): Change {
  return { from, earlier: usageParts(earlier), now: usageParts(now) };
}

/** What the table is made of, in the sample that is judged. */
export function table(from: string, flows: readonly FlowGroup[]): Change {
  return { from, now: { tableComposition: composeTable(flows) }, earlier: { tableComposition: notRead } };
}

/** The same with so many of its clients in the list. */
export function tableWithClients(from: string, flows: readonly FlowGroup[], listed: number): Change {
  return { from, now: { tableComposition: composeTable(flows, [], listed) }, earlier: { tableComposition: notRead } };
}

/** Two walks of the table. */
export function tables(from: string, earlier: readonly FlowGroup[], now: readonly FlowGroup[]): Change {
  return { from, earlier: { tableComposition: composeTable(earlier) }, now: { tableComposition: composeTable(now) } };
}

/** A table with what source NAT uses in it. */
export function tableWithSourceNat(from: string, flows: readonly FlowGroup[], ports: readonly SourceNatPortUse[]): Change {
  return { from, now: { tableComposition: composeTable(flows, ports) }, earlier: { tableComposition: notRead } };
}

/** What pods counted within the window, by the pod's name. */
export function suffering(from: string, increases: Readonly<Record<string, Readonly<Record<string, number>>>>): Change {
  const podNetworks = healthyParts.podNetworks.map((network) => {
    const risen = Object.entries(increases[network.name] ?? {}).map(([name, increase]) => [name, (network.counters[name] ?? 0) + increase]);
    return { ...network, counters: { ...network.counters, ...Object.fromEntries(risen) } };
  });
  return { from, now: { podNetworks } };
}

/** Counters of nf_conntrack that rose within the window, from where they stood; every CPU has its part. */
export function rising(from: string, increases: Readonly<Record<string, number>>, before: Readonly<Record<string, number>> = {}): Change {
  const standing = countersPlus(healthyParts.cpuCounters, before);
  return { from, earlier: { cpuCounters: standing }, now: { cpuCounters: countersPlus(standing, increases) } };
}

/** Unsigned numbers of 32 bits that wrap, as the kernel's. */
export function countersPlus({ origin, perCpu }: CpuCounters, increases: Readonly<Record<string, number>>): CpuCounters {
  return {
    origin,
    perCpu: perCpu.map(({ cpu, counters }, index) => ({
      cpu,
      counters: Object.fromEntries(
        Object.entries(counters).map(([name, value]) => {
          const increase = increases[name] ?? 0;
          const part = Math.floor(increase / perCpu.length) + (index < increase % perCpu.length ? 1 : 0);
          return [name, (value + part) % 2 ** 32];
        }),
      ),
    })),
  };
}

/** Statistics of the network card in the first sample and in the second. */
export function card(from: string, earlier: Readonly<Record<string, number>>, now: Readonly<Record<string, number>>): Change {
  const withStatistics = (statistics: Readonly<Record<string, number>>): readonly InterfaceAllowances[] =>
    healthyParts.interfaceAllowances.map((one) => ({ ...one, statistics: { ...one.statistics, ...statistics } }));
  return { from, earlier: { interfaceAllowances: withStatistics(earlier) }, now: { interfaceAllowances: withStatistics(now) } };
}

/** Lines of the kernel's log that say that a table is full, by their age at the time of the reading. */
export function tableFullLog(from: string, agesSeconds: readonly number[], namespaceInode?: number): Change {
  return { from, now: { kernelLog: tableFullRecords(agesSeconds, namespaceInode) } };
}

function tableFullRecords(agesSeconds: readonly number[], namespaceInode: number | undefined): KernelLog {
  const bootedAtMs = healthyParts.kernel.bootedAtMs ?? 0;
  return {
    ...healthyParts.kernelLog,
    records: agesSeconds.map((age) => ({
      bootSeconds: (takenAtMs - bootedAtMs) / 1000 - age,
      event: { kind: "table-full", ...(namespaceInode === undefined ? {} : { namespaceInode }) },
      message: `nf_conntrack: nf_conntrack: table full${namespaceInode === undefined ? "" : ` in netns ${namespaceInode}`}, dropping packet`,
    })),
  };
}

/** The table of a pod that tracks connections in its own namespace. */
export function podTable(from: string, count: number, command = "envoy"): Change {
  const namespaces = healthyParts.namespaces.map((one) => (one.inode === podNamespace ? { ...one, count, command } : one));
  return both(from, { namespaces });
}

export const measured = "measured on Linux 6.18 in network namespaces of our own";
export const written = "written by hand";
export const full = usage(`count at the limit: ${measured}`, limit);
export const refusesItself = both(`EPERM for a sender of the node itself where the table is full: ${measured}`, {
  localConnections: [
    { target: "udp 127.0.0.1:9", outcome: "not-permitted" },
    { target: "http://127.0.0.1:10249", outcome: "timed-out" },
  ],
});
/** A full table of assured entries: what the kernel counts and writes. */
export const refusing: readonly Change[] = [
  full,
  rising(`drop +2,000, nothing else: ${measured}`, { drop: 2000 }),
  tableFullLog(`the kernel's lines: ${measured}; their times ${written}`, [1.2, 0.7, 0.1]),
  refusesItself,
];
/** A full table of entries that are not assured: nothing but evictions. */
export const evicting: readonly Change[] = [
  full,
  rising(`early_drop +87,856, drop 0, no line in the log: ${measured}`, { earlyDrop: 87_856 }),
];
