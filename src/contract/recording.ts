import { z } from "zod";
import { topListSchema } from "./top-list.ts";

const count = z.int().nonnegative();
const counters = z.record(z.string(), z.number());
const counts = z.record(z.string(), count);
const range = z.object({ from: count, to: count });
const timeMs = z.number();
/** A name or address that somebody else wrote: bounded. */
const word = z.string().max(256);

function reading<T extends z.ZodType>(value: T) {
  return z.discriminatedUnion("status", [
    z.object({
      status: z.literal("present"),
      value,
      source: z.string(),
      takenAtMs: timeMs,
      remarks: z.array(z.string()).exactOptional(),
    }),
    z.object({ status: z.enum(["absent", "forbidden", "failed"]), reason: z.string(), source: z.string(), takenAtMs: timeMs }),
  ]);
}

const tableComposition = z.object({
  total: count,
  malformed: count,
  duplicates: count,
  filteredOut: count,
  capped: z.object({ by: z.enum(["entries", "time", "interrupted", "overrun"]), because: z.string() }).exactOptional(),
  malformedExamples: z.array(z.object({ at: count, because: z.string(), excerpt: z.string() })),
  byProtocol: counts,
  byState: counts,
  byFamily: counts,
  byFlag: counts,
  byZone: counts,
  byNat: counts,
  byIdleAge: counts,
  byAge: counts,
  facts: z.object({
    tcp: count,
    udp: count,
    tcpUnreplied: count,
    udpUnreplied: count,
    established: count,
    establishedKnownIdleOverOneHour: count,
    tunnel: count,
  }),
  timeouts: z.object({
    from: z.enum(["sysctl", "inferred", "stated", "unknown"]),
    tcpEstablishedSeconds: z.number().exactOptional(),
    note: z.string().exactOptional(),
  }),
  top: z.object({ sources: topListSchema, destinations: topListSchema, ports: topListSchema, endpoints: topListSchema }),
});

const kernelLogEvent = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("table-full"), namespaceInode: count.exactOptional() }),
  z.object({ kind: z.literal("callbacks-suppressed"), count, by: z.string() }),
  z.object({ kind: z.literal("neighbour-table-overflow") }),
  z.object({ kind: z.literal("syn-flooding"), port: count.exactOptional() }),
  z.object({ kind: z.literal("out-of-memory") }),
  z.object({ kind: z.literal("other") }),
]);

const partSchemas = {
  tableUsage: z.object({ count, max: count, buckets: count.exactOptional(), expectMax: count.exactOptional() }),
  namespaces: z.array(
    z.object({
      inode: count.exactOptional(),
      pid: count,
      command: z.string(),
      isOwn: z.boolean(),
      count,
      counters: counters.exactOptional(),
    }),
  ),
  cpuCounters: z.object({
    origin: z.enum(["procfs", "ctnetlink", "conntrack-text"]),
    perCpu: z.array(z.object({ cpu: count, counters })),
  }),
  settings: z.object({ sysctls: counters }),
  tableComposition,
  kernelLog: z.object({
    records: z.array(
      z.object({
        atMs: timeMs.exactOptional(),
        bootSeconds: z.number().exactOptional(),
        event: kernelLogEvent,
        message: z.string().max(400),
      }),
    ),
    lost: count.exactOptional(),
    oldestAtMs: timeMs.exactOptional(),
  }),
  slabMemory: z.object({ activeObjects: count, totalObjects: count, objectBytes: count, totalBytes: count }),
  interfaceAllowances: z.array(z.object({ interfaceName: z.string(), driver: z.string(), statistics: counters })),
  socketQueues: z.object({ tcpExt: counters, tcp: counters, udp: counters, sockets: counters }),
  portRanges: z.object({ ephemeral: range, reservedPorts: count, sourceNatDefault: range }),
  neighbourTable: z.array(
    z.object({
      family: z.union([z.literal(4), z.literal(6)]),
      entries: count,
      tableFulls: count.exactOptional(),
      gcThresh1: count,
      gcThresh2: count,
      gcThresh3: count,
    }),
  ),
  softnet: z.object({ perCpu: z.array(z.object({ cpu: count, processed: count, dropped: count, timeSqueeze: count })) }),
  resources: z.object({
    cpus: count,
    memoryTotalBytes: count,
    memoryAvailableBytes: count,
    cgroup: z
      .object({
        version: z.union([z.literal(1), z.literal(2)]),
        memoryLimitBytes: count.exactOptional(),
        cpuLimitCores: z.number().exactOptional(),
      })
      .exactOptional(),
  }),
  kernel: z.object({
    release: z.string(),
    modules: z.array(z.object({ name: z.string(), state: z.enum(["loaded", "builtin"]) })),
    bootedAtMs: timeMs.exactOptional(),
  }),
  dataPlane: z.object({
    kind: z.enum(["iptables", "nftables", "ipvs", "cilium", "none", "unknown"]),
    because: z.string(),
    hasCilium: z.boolean().exactOptional(),
    ipvsConnections: count.exactOptional(),
  }),
  kubeProxy: z.object({
    mode: word.exactOptional(),
    syncs: z.array(
      z.object({
        family: word.exactOptional(),
        lastSyncAtMs: timeMs.exactOptional(),
        lastQueuedAtMs: timeMs.exactOptional(),
        syncs: z.number().exactOptional(),
        syncSeconds: z.number().exactOptional(),
      }),
    ),
    iptablesRules: counters.exactOptional(),
    conntrackReconciler: counters.exactOptional(),
  }),
  nodeDns: z.array(z.object({ endpoint: word, responses: counters })),
  cloudInstance: z.object({
    provider: z.enum(["amazon-ec2", "google-cloud", "azure"]),
    instanceType: word.exactOptional(),
    instanceId: word.exactOptional(),
    zone: word.exactOptional(),
  }),
  bpfMaps: z.object({
    maps: z.array(z.object({ name: word, pressure: z.number().exactOptional(), capacity: z.number().exactOptional() })),
    conntrackDrops: z.number().exactOptional(),
  }),
  limitConfiguration: z.object({
    sysctlLines: z.array(z.object({ key: word, value: z.number(), file: z.string().max(4096) })),
    kubeProxy: z
      .object({ pid: count, from: z.string().max(400), maxPerCore: z.number().exactOptional(), min: z.number().exactOptional() })
      .exactOptional(),
  }),
  eventListeners: z.array(
    z.object({ pid: count.exactOptional(), command: word.exactOptional(), events: z.array(z.enum(["new", "update", "destroy"])) }),
  ),
  localAddresses: z.array(word),
  neighbours: z.object({ incomplete: z.array(word) }),
  localConnections: z.array(
    z.object({ target: word, outcome: z.enum(["sent", "answered", "refused", "unreachable", "not-permitted", "timed-out"]) }),
  ),
};

/** One saved sample of a node: `snapshot.json` of a recording, and `earlier.json` where it has two. */
export const recordedSnapshotSchema = z.object({
  schemaVersion: z.literal(1),
  node: z.string(),
  takenAtMs: timeMs,
  monotonicMs: z.number(),
  parts: z.object({
    tableUsage: reading(partSchemas.tableUsage).exactOptional(),
    namespaces: reading(partSchemas.namespaces).exactOptional(),
    cpuCounters: reading(partSchemas.cpuCounters).exactOptional(),
    settings: reading(partSchemas.settings).exactOptional(),
    tableComposition: reading(partSchemas.tableComposition).exactOptional(),
    kernelLog: reading(partSchemas.kernelLog).exactOptional(),
    slabMemory: reading(partSchemas.slabMemory).exactOptional(),
    interfaceAllowances: reading(partSchemas.interfaceAllowances).exactOptional(),
    socketQueues: reading(partSchemas.socketQueues).exactOptional(),
    portRanges: reading(partSchemas.portRanges).exactOptional(),
    neighbourTable: reading(partSchemas.neighbourTable).exactOptional(),
    softnet: reading(partSchemas.softnet).exactOptional(),
    resources: reading(partSchemas.resources).exactOptional(),
    kernel: reading(partSchemas.kernel).exactOptional(),
    dataPlane: reading(partSchemas.dataPlane).exactOptional(),
    kubeProxy: reading(partSchemas.kubeProxy).exactOptional(),
    nodeDns: reading(partSchemas.nodeDns).exactOptional(),
    cloudInstance: reading(partSchemas.cloudInstance).exactOptional(),
    bpfMaps: reading(partSchemas.bpfMaps).exactOptional(),
    limitConfiguration: reading(partSchemas.limitConfiguration).exactOptional(),
    eventListeners: reading(partSchemas.eventListeners).exactOptional(),
    localAddresses: reading(partSchemas.localAddresses).exactOptional(),
    neighbours: reading(partSchemas.neighbours).exactOptional(),
    localConnections: reading(partSchemas.localConnections).exactOptional(),
  }),
});
