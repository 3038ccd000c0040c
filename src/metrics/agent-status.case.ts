import { checks } from "../checks/index.ts";
import type { AgentStatus } from "../model/agent-status.ts";
import type { PartName, PartValues, SnapshotParts } from "../model/node-snapshot.ts";
import type { Missing, Present } from "../model/reading.ts";
import type { TableTraffic, TrafficBreakdown, TrafficGroup } from "../model/table-traffic.ts";
import { causeIds, lookAlikeIds } from "../model/verdict.ts";

/** Statuses of an agent for the tests of whatever is made from them. */

const atMs = 1_763_700_000_000;
const monotonicMs = 900_000;

export function present<T>(value: T): Present<T> {
  return { status: "present", value, source: "made", takenAtMs: atMs };
}

export function missing(status: Missing["status"]): Missing {
  return { status, reason: "made so", source: "made", takenAtMs: atMs };
}

/** An agent that has just begun and could read nothing at all. */
export function bareStatus(): AgentStatus {
  return {
    ...{ node: "node-a", version: "0.1.0", atMs, monotonicMs, startedAtMs: atMs - 1000 },
    snapshot: { node: "node-a", takenAtMs: atMs, monotonicMs, parts: { tableUsage: missing("absent"), kernelLog: missing("forbidden") } },
    ...{ peaks: [], tableFullRecords: 0, suspects: [], learntAllowances: [], works: [], deliveries: [] },
    forecast: { kind: "too-short", because: "the table has not been looked at yet", overSeconds: 0, samples: 0 },
    incidents: { recorded: 0, kept: 0, bytes: 0, failures: 0 },
    cost: { cpuSeconds: 0.25, residentBytes: 80_000_000, heapBytes: 12_000_000 },
  };
}

/** A node of a cloud with a table half full, two interfaces, two pods' namespaces, three workloads and a verdict. */
export function ordinaryStatus(): AgentStatus {
  return {
    ...bareStatus(),
    startedAtMs: atMs - 900_000,
    snapshot: { node: "node-a", takenAtMs: atMs, monotonicMs, parts: ordinaryParts() },
    peaks: [
      { window: "15s", count: 131_500 },
      { window: "1m", count: 140_000 },
      { window: "5m", count: 150_000 },
    ],
    counterTotals: {
      ...{ found: 12, invalid: 340, insert: 0, insertFailed: 3, drop: 5, earlyDrop: 7, clashResolve: 2, searchRestart: 1 },
      ...{ chainTooLong: 0, ignore: 0 },
    },
    tableFullRecords: 2,
    walk: {
      sample: {
        ...{ takenAtMs: atMs - 4000, monotonicMs: monotonicMs - 4000, count: 131_072, max: 262_144, remarks: [] },
        traffic: ordinaryTraffic(),
        countdown: { timeouts: { tcpTimeWait: 120, tcpEstablished: 86_400, udp: 30 }, youngSeconds: 10 },
      },
      atMonotonicMs: monotonicMs - 4000,
    },
    forecast: {
      ...{ kind: "fills", because: "it grows", overSeconds: 300, samples: 300 },
      slope: { estimate: 109, low: 100, high: 118 },
      secondsToFull: { estimate: 1200, low: 1100, high: 1310 },
    },
    learntAllowances: [{ interfaceName: "eth0", maximum: 136_812 }],
    judgement: {
      diagnosis: {
        ...{ node: "node-a", takenAtMs: atMs, windowSeconds: 60, origin: "live", evidence: [], notEvaluated: [], remarks: [] },
        verdict: {
          ...{ limit: "approaching-limit", severity: "warning", confidence: "high", summary: "Half full and rising.", escalation: [] },
          lookAlikes: [{ id: "dns-throttled", confidence: "medium", because: "link-local packets were dropped" }],
          causes: [{ id: "connection-churn", confidence: "high", because: "TIME_WAIT", workload: "Deployment shop/checkout" }],
        },
        culprits: [{ kind: "workload", name: "Deployment shop/checkout", entries: 80_000, share: 0.61 }],
        ...{ victims: [], guardrails: [], plans: [] },
      },
      levels: [
        { check: "usage", level: "ok" },
        { check: "time-to-full", level: "notice" },
        { check: "link-local-allowance", level: "warning" },
        { check: "bpf-maps", level: "not-evaluated" },
      ],
      atMonotonicMs: monotonicMs - 1000,
    },
    works: [
      {
        ...{ work: "count", intervalSeconds: 1, runs: 900, failures: 0, cutOffs: 0, secondsInAll: 0.9, lastSeconds: 0.001 },
        ...{ lastSuccessMonotonicMs: monotonicMs - 500, isStale: false },
      },
      {
        ...{ work: "kernel-log", intervalSeconds: 5, runs: 180, failures: 180, cutOffs: 1, secondsInAll: 0.4, lastSeconds: 0.002 },
        ...{ isStale: true, reason: "may not be read" },
      },
    ],
    deliveries: [{ to: "kubernetes-events", sent: 3, failures: 1, waiting: 0, dropped: 0 }],
    incidents: { recorded: 1, kept: 4, bytes: 1_048_576, failures: 0 },
    cost: { cpuSeconds: 12.5, residentBytes: 91_234_304, heapBytes: 21_000_000 },
  };
}

function ordinaryParts(): SnapshotParts {
  return {
    tableUsage: present({ count: 131_072, max: 262_144, buckets: 65_536 }),
    namespaces: present([
      { inode: 4_026_531_840, pid: 1, command: "systemd", isOwn: true, count: 131_072 },
      { inode: 4_026_532_345, pid: 4242, command: "envoy", isOwn: false, count: 900 },
      { pid: 4300, command: "redis-server", isOwn: false, count: 12 },
      { inode: 4_026_532_999, pid: 4400, command: "pause", isOwn: false, count: 0 },
    ]),
    cpuCounters: present({ origin: "procfs", perCpu: [{ cpu: 0, counters: { drop: 5 } }] }),
    kernelLog: present({ records: [] }),
    slabMemory: present({ activeObjects: 131_100, totalObjects: 132_000, objectBytes: 384, totalBytes: 50_688_000 }),
    interfaceAllowances: present([
      {
        interfaceName: "eth0",
        driver: "ena",
        statistics: {
          ...{ conntrack_allowance_exceeded: 0, linklocal_allowance_exceeded: 1200, bw_in_allowance_exceeded: 4 },
          ...{ bw_out_allowance_exceeded: 0, pps_allowance_exceeded: 0, conntrack_allowance_available: 5740 },
        },
      },
      { interfaceName: "eth1", driver: "ena", statistics: { bw_in_allowance_exceeded: 0 } },
    ]),
    kernel: present({ release: "6.18.0", modules: [], bootedAtMs: atMs - 86_400_000 }),
    kubeProxy: present({ mode: "nftables", syncs: [{ family: "IPv4", lastSyncAtMs: atMs - 30_000 }, { family: "IPv6" }] }),
    cloudInstance: present({ provider: "amazon-ec2", zone: "eu-west-1a" }),
    podNetworks: present([
      { inode: 4_026_532_345, pid: 4242, name: "checkout-7d9f6-x2x4q", namespace: "shop", isOwn: false, counters: {} },
    ]),
    bpfMaps: missing("absent"),
    neighbourTable: missing("failed"),
  };
}

function ordinaryTraffic(): TableTraffic {
  const workload = breakdown([
    group("Deployment shop/checkout", 80_000, 600),
    group("10.9.8.7", 20_000, 10),
    group("DaemonSet kube-system/node-local-dns", 20_000, 300),
    group("StatefulSet shop/db", 8000, 0),
  ]);
  const states = [
    { ...group("TIME_WAIT", 90_000, 750), byTimeout: { tcpTimeWait: 90_000 }, youngByTimeout: { tcpTimeWait: 7500 } },
    { ...group("ESTABLISHED", 38_072, 50), byTimeout: { tcpEstablished: 38_072 }, youngByTimeout: {} },
  ];
  return {
    ...{ total: 128_072, named: 108_072 },
    byTimeout: { tcpTimeWait: 90_000, tcpEstablished: 38_072 },
    births: rate(915),
    by: {
      ...{ workload, pod: breakdown([]), service: breakdown([]), server: breakdown([]), destination: breakdown([]), port: breakdown([]) },
      namespace: breakdown([group("shop", 88_000, 600), group("(unnamed)", 20_000, 15)]),
      state: breakdown(states),
    },
  };
}

function breakdown(groups: readonly TrafficGroup[]): TrafficBreakdown {
  return { groups, exact: true, errorBound: 0, distinct: groups.length };
}

function group(key: string, entries: number, birthsPerSecond: number): TrafficGroup {
  const none = { byTimeout: {}, youngByTimeout: {}, unreplied: 0, idleOverOneHour: 0 };
  return { key, entries, share: entries / 128_072, births: rate(birthsPerSecond), ...none };
}

function rate(perSecond: number): NonNullable<TrafficGroup["births"]> {
  return { perSecond, method: "countdown", overSeconds: 10, plusMinus: 5, isFloor: false };
}

/** As much of everything as a node could ever have and more, each name as long as `nameOf` makes it. */
export function monstrousStatus(nameOf: (number: number) => string): AgentStatus {
  const status = ordinaryStatus();
  const traffic = ordinaryTraffic();
  const statistics = Object.fromEntries(
    ["conntrack", "linklocal", "bw_in", "bw_out", "pps"].map((name, rank) => [`${name}_allowance_exceeded`, 4_000_000_000 + rank]),
  );
  const interfaces = times(1000, (number) => `${nameOf(number)}-if`);
  const everyClass = Object.fromEntries(
    [
      ...["tcpSynSent", "tcpTimeWait", "tcpClose", "udp", "tcpEstablished", "udpStream", "tcpFinWait", "tcpCloseWait", "tcpSynRecv"],
      ...["tcpLastAck", "tcpUnacknowledged", "tcpMaxRetrans", "icmp", "icmpv6", "generic", "sctpEstablished", "other"],
    ].map((name) => [name, 123_456]),
  );
  const parts: SnapshotParts = {
    ...everyPart(),
    ...status.snapshot.parts,
    namespaces: present(
      times(500, (number) => ({
        inode: 4_026_532_000 + number,
        pid: 1000 + number,
        command: nameOf(number),
        isOwn: false,
        count: 1 + number,
      })),
    ),
    podNetworks: present(
      times(500, (number) => ({
        ...{ inode: 4_026_532_000 + number, pid: 1000 + number, name: nameOf(number), namespace: nameOf(number + 1), isOwn: false },
        counters: {},
      })),
    ),
    interfaceAllowances: present(
      interfaces.map((interfaceName) => ({
        interfaceName,
        driver: "ena",
        statistics: { ...statistics, conntrack_allowance_available: 123_456 },
      })),
    ),
    kubeProxy: present({ syncs: times(50, (number) => ({ family: nameOf(number), lastSyncAtMs: atMs })) }),
  };
  return {
    ...status,
    node: nameOf(0),
    version: nameOf(1),
    snapshot: { ...status.snapshot, parts },
    walk: {
      sample: {
        ...status.walk!.sample,
        traffic: {
          ...traffic,
          total: 10_000_000,
          named: 9_000_000,
          byTimeout: everyClass,
          by: {
            ...traffic.by,
            workload: breakdown(times(10_000, (number) => group(`Deployment shop/${nameOf(number)}`, 10_000 - number, 1 / 3))),
          },
        },
      },
      atMonotonicMs: monotonicMs,
    },
    learntAllowances: interfaces.map((interfaceName) => ({ interfaceName, maximum: 1_000_000 })),
    judgement: {
      ...status.judgement!,
      diagnosis: {
        ...status.judgement!.diagnosis,
        verdict: {
          ...status.judgement!.diagnosis.verdict,
          lookAlikes: lookAlikeIds.map((id) => ({ id, confidence: "high", because: "made" })),
          causes: causeIds.map((id) => ({ id, confidence: "high", because: "made", workload: `Deployment shop/${nameOf(5)}` })),
        },
      },
      levels: [...checks.map(({ id }) => ({ check: id, level: "issue" as const })), { check: "no-such-check", level: "issue" }],
    },
    works: times(500, (number) => ({ ...status.works[0]!, work: nameOf(number), secondsInAll: 1 / 3 })),
    deliveries: times(500, (number) => ({ ...status.deliveries[0]!, to: nameOf(number) })),
  };
}

function times<T>(count: number, make: (number: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, number) => make(number));
}

/** Missing ones have a series too. */
function everyPart(): SnapshotParts {
  const names: readonly (keyof PartValues)[] = [
    ...(["tableUsage", "namespaces", "cpuCounters", "settings", "tableComposition", "kernelLog", "slabMemory"] as const),
    ...(["interfaceAllowances", "socketQueues", "portRanges", "neighbourTable", "softnet", "resources", "kernel", "dataPlane"] as const),
    ...(["kubeProxy", "nodeDns", "cloudInstance", "bpfMaps", "limitConfiguration", "eventListeners", "localAddresses"] as const),
    ...(["neighbours", "localConnections", "addressOwners", "podNetworks"] as const),
  ];
  return Object.fromEntries(names.map((name: PartName) => [name, missing("forbidden")]));
}
