import { kernelDefaultTimeouts } from "../../model/conntrack-timeouts.ts";
import type { TableSample } from "../../model/table-sample.ts";
import {
  type TableTraffic,
  type TimeoutClass,
  type TrafficBreakdown,
  type TrafficDimension,
  type TrafficGroup,
  trafficDimensions,
} from "../../model/table-traffic.ts";

/** Entries that are alike in everything that they can be grouped by. */
export interface EntriesCase {
  readonly workload: string;
  readonly pod: string;
  readonly namespace: string;
  readonly service: string;
  readonly server: string;
  readonly destination: string;
  readonly port: string;
  readonly timeoutClass: TimeoutClass;
  readonly entries: number;
  /** More of them at each sample. */
  readonly growth?: number;
  readonly birthsPerSecond?: number;
  readonly unreplied?: number;
  readonly oldestIdleSeconds?: number;
}

const checkout = {
  workload: "Deployment shop/checkout",
  namespace: "shop",
  service: "shop/payments",
  server: "StatefulSet shop/payments",
  destination: "10.96.0.17",
  port: "tcp/443",
};
const crawler = { workload: "CronJob search/crawler", namespace: "search", service: "(none)", server: "(outside)", port: "tcp/80" };

/** A node on which one workload opens a connection for each payment. */
export const busyNode: readonly EntriesCase[] = [
  {
    ...checkout,
    pod: "shop/checkout-7d9f6-x2x4q",
    timeoutClass: "tcpTimeWait",
    entries: 30_100,
    growth: 900,
    birthsPerSecond: 412,
    oldestIdleSeconds: 0,
  },
  { ...checkout, pod: "shop/checkout-7d9f6-9kq2m", timeoutClass: "tcpTimeWait", entries: 14_020, growth: 300, birthsPerSecond: 190 },
  { ...checkout, pod: "shop/checkout-7d9f6-x2x4q", timeoutClass: "tcpEstablished", entries: 812, oldestIdleSeconds: 41 },
  {
    ...crawler,
    pod: "search/crawler-28931-lm4zt",
    destination: "203.0.113.7",
    timeoutClass: "tcpSynSent",
    entries: 6400,
    birthsPerSecond: 55,
    unreplied: 6400,
  },
  {
    ...crawler,
    pod: "search/crawler-28931-lm4zt",
    destination: "203.0.113.8",
    timeoutClass: "tcpEstablished",
    entries: 2210,
    oldestIdleSeconds: 9400,
  },
  {
    workload: "DaemonSet kube-system/node-local-dns",
    pod: "kube-system/node-local-dns-8zwp4",
    namespace: "kube-system",
    service: "kube-system/kube-dns",
    server: "Deployment kube-system/coredns",
    destination: "10.96.0.10",
    port: "udp/53",
    timeoutClass: "udp",
    entries: 9120,
    birthsPerSecond: 303.5,
    unreplied: 87,
  },
  {
    workload: "node node-a",
    pod: "node-a",
    namespace: "(node)",
    service: "(none)",
    server: "(outside)",
    destination: "10.0.0.2",
    port: "tcp/6443",
    timeoutClass: "tcpEstablished",
    entries: 41,
    oldestIdleSeconds: 86_000,
  },
];

export const sampleTimes = { takenAtMs: Date.UTC(2026, 0, 15, 12, 0, 0), monotonicMs: 5_000_000, everyMs: 2000 } as const;

export interface SampleCase {
  readonly entries?: readonly EntriesCase[];
  readonly max?: number;
  /** Against what the monotonic clock says. */
  readonly wallClockStepMs?: number;
  readonly increases?: TableSample["increases"];
  readonly remarks?: readonly string[];
  readonly traffic?: "missing";
}

/** The sample number `place` of a series, the first being 0. */
export function sampleCase(
  place: number,
  { entries = busyNode, max = 131_072, wallClockStepMs = 0, increases, remarks = [], traffic }: SampleCase = {},
): TableSample {
  const grown = entries.map((own) => ({ ...own, entries: own.entries + place * (own.growth ?? 0) }));
  const counted = trafficCase(grown);
  const usual = { drop: place === 3 ? 7 : 0, earlyDrop: 0, insertFailed: 0 };
  return {
    takenAtMs: sampleTimes.takenAtMs + place * sampleTimes.everyMs + wallClockStepMs,
    monotonicMs: sampleTimes.monotonicMs + place * sampleTimes.everyMs,
    count: counted.total + 200,
    max,
    ...(place === 0 ? {} : { increases: increases ?? usual }),
    ...(traffic === "missing" ? {} : { traffic: counted, countdown: { timeouts: kernelDefaultTimeouts, youngSeconds: 10 } }),
    remarks,
  };
}

export function trafficCase(all: readonly EntriesCase[]): TableTraffic {
  const total = sum(all.map(({ entries }) => entries));
  const by = Object.fromEntries(trafficDimensions.map((dimension) => [dimension, breakdown(all, dimension, total)]));
  const rate = birthsOf(all);
  return {
    total,
    named: total,
    infrastructure: sum(all.filter(isOfSystem).map(({ entries }) => entries)),
    byTimeout: byTimeout(all),
    ...(rate === undefined ? {} : { births: rate }),
    by: by as TableTraffic["by"], // one entry for each dimension
  };
}

function breakdown(all: readonly EntriesCase[], dimension: TrafficDimension, total: number): TrafficBreakdown {
  const keyOf = (own: EntriesCase) => (dimension === "state" ? own.timeoutClass.replace("tcp", "") : own[dimension]);
  const groups = [...Map.groupBy(all, keyOf)].map(([key, members]): TrafficGroup => {
    const entries = sum(members.map((own) => own.entries));
    const idle = members.flatMap(({ oldestIdleSeconds }) => (oldestIdleSeconds === undefined ? [] : [oldestIdleSeconds]));
    const births = birthsOf(members);
    return {
      key,
      entries,
      share: entries / total,
      ...(births === undefined ? {} : { births }),
      byTimeout: byTimeout(members),
      youngByTimeout: youngByTimeout(members),
      unreplied: sum(members.map(({ unreplied = 0 }) => unreplied)),
      idleOverOneHour: sum(members.filter(({ oldestIdleSeconds = 0 }) => oldestIdleSeconds > 3600).map((own) => own.entries)),
      ...(isSystemGroup(dimension, key, members) ? { isInfrastructure: true } : {}),
      ...(idle.length === 0 ? {} : { oldestIdleSeconds: Math.max(...idle) }),
    };
  });
  return { groups: groups.sort((left, right) => right.entries - left.entries), exact: true, errorBound: 0, distinct: groups.length };
}

function isSystemGroup(dimension: TrafficDimension, key: string, members: readonly EntriesCase[]): boolean {
  if (dimension === "service" || dimension === "server") return key.includes("kube-system/");
  return (dimension === "workload" || dimension === "pod" || dimension === "namespace") && members.every(isOfSystem);
}

function isOfSystem({ namespace }: EntriesCase): boolean {
  return namespace === "kube-system";
}

function birthsOf(members: readonly EntriesCase[]): TrafficGroup["births"] {
  const perSecond = sum(members.map(({ birthsPerSecond = 0 }) => birthsPerSecond));
  if (perSecond === 0) return undefined;
  return {
    perSecond,
    method: "countdown",
    overSeconds: 10,
    plusMinus: Math.sqrt(perSecond * 10) / 5,
    isFloor: members.some((own) => own.timeoutClass === "tcpEstablished"),
  };
}

function byTimeout(members: readonly EntriesCase[]): TableTraffic["byTimeout"] {
  const classes = Map.groupBy(members, (own) => own.timeoutClass);
  return Object.fromEntries([...classes].map(([name, own]) => [name, sum(own.map(({ entries }) => entries))]));
}

/** All timeouts of the case allow ten seconds. */
function youngByTimeout(members: readonly EntriesCase[]): TrafficGroup["youngByTimeout"] {
  const classes = Map.groupBy(
    members.filter(({ timeoutClass, birthsPerSecond = 0 }) => timeoutClass !== "tcpEstablished" && birthsPerSecond > 0),
    (own) => own.timeoutClass,
  );
  return Object.fromEntries(
    [...classes].map(([name, own]) => [name, Math.round(10 * sum(own.map(({ birthsPerSecond = 0 }) => birthsPerSecond)))]),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
