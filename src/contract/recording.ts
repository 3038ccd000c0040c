import { z } from "zod";
import { addressOwnersSchema } from "./address-owners.ts";
import { topListSchema } from "./top-list.ts";

const count = z.int().nonnegative();
const counters = z.record(z.string(), z.number());
const counts = z.record(z.string(), count);
const range = z.object({ from: count, to: count });
const timeMs = z.number();
/** A name or address that somebody else wrote: bounded. */
const word = z.string().max(256);

const missing = z.object({
  status: z.enum(["absent", "forbidden", "failed"]),
  reason: z.string(),
  source: z.string(),
  takenAtMs: timeMs,
});
const present = z.literal("present");
const remarks = z.array(z.string()).exactOptional();

/**
 * What a part's value is, is put together when a file has that part: all of them cost more than the rest of a small file's validation. The union
 * stands outside, since an optional schema asks what is in it whether it has a default (docs/decisions/0018-small-bundles.md).
 */
function part<T extends z.ZodType>(value: () => T) {
  return z
    .discriminatedUnion("status", [
      z.object({ status: present, value: z.lazy(value), source: z.string(), takenAtMs: timeMs, remarks }),
      missing,
    ])
    .exactOptional();
}

const tableComposition = () =>
  z.object({
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
    sourceNat: z
      .object({
        exact: z.boolean(),
        errorBound: count,
        distinct: count,
        items: z.array(
          z.object({
            from: word,
            to: word,
            port: count,
            protocol: word,
            zone: count.exactOptional(),
            used: count,
            lowestPort: count,
            highestPort: count,
            remapped: count,
          }),
        ),
      })
      .exactOptional(),
  });

const kernelLogEvent = () =>
  z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("table-full"), namespaceInode: count.exactOptional() }),
    z.object({ kind: z.literal("callbacks-suppressed"), count, by: z.string() }),
    z.object({ kind: z.literal("neighbour-table-overflow") }),
    z.object({ kind: z.literal("syn-flooding"), port: count.exactOptional() }),
    z.object({ kind: z.literal("out-of-memory") }),
    z.object({ kind: z.literal("other") }),
  ]);

const parts = z.object({
  tableUsage: part(() => z.object({ count, max: count, buckets: count.exactOptional(), expectMax: count.exactOptional() })),
  namespaces: part(() =>
    z.array(
      z.object({
        inode: count.exactOptional(),
        pid: count,
        command: z.string(),
        isOwn: z.boolean(),
        count,
        counters: counters.exactOptional(),
      }),
    ),
  ),
  cpuCounters: part(() =>
    z.object({
      origin: z.enum(["procfs", "ctnetlink", "conntrack-text"]),
      perCpu: z.array(z.object({ cpu: count, counters })),
    }),
  ),
  settings: part(() => z.object({ sysctls: counters })),
  tableComposition: part(tableComposition),
  kernelLog: part(() =>
    z.object({
      records: z.array(
        z.object({
          atMs: timeMs.exactOptional(),
          bootSeconds: z.number().exactOptional(),
          event: kernelLogEvent(),
          message: z.string().max(400),
        }),
      ),
      lost: count.exactOptional(),
      oldestAtMs: timeMs.exactOptional(),
    }),
  ),
  slabMemory: part(() => z.object({ activeObjects: count, totalObjects: count, objectBytes: count, totalBytes: count })),
  interfaceAllowances: part(() => z.array(z.object({ interfaceName: z.string(), driver: z.string(), statistics: counters }))),
  socketQueues: part(() => z.object({ tcpExt: counters, tcp: counters, udp: counters, sockets: counters })),
  portRanges: part(() => z.object({ ephemeral: range, reservedPorts: count, sourceNatDefault: range })),
  neighbourTable: part(() =>
    z.array(
      z.object({
        family: z.union([z.literal(4), z.literal(6)]),
        entries: count,
        tableFulls: count.exactOptional(),
        gcThresh1: count,
        gcThresh2: count,
        gcThresh3: count,
      }),
    ),
  ),
  softnet: part(() => z.object({ perCpu: z.array(z.object({ cpu: count, processed: count, dropped: count, timeSqueeze: count })) })),
  resources: part(() =>
    z.object({
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
  ),
  kernel: part(() =>
    z.object({
      release: z.string(),
      modules: z.array(z.object({ name: z.string(), state: z.enum(["loaded", "builtin"]) })),
      bootedAtMs: timeMs.exactOptional(),
    }),
  ),
  dataPlane: part(() =>
    z.object({
      kind: z.enum(["iptables", "nftables", "ipvs", "cilium", "none", "unknown"]),
      because: z.string(),
      hasCilium: z.boolean().exactOptional(),
      ipvsConnections: count.exactOptional(),
    }),
  ),
  kubeProxy: part(() =>
    z.object({
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
  ),
  nodeDns: part(() => z.array(z.object({ endpoint: word, responses: counters }))),
  cloudInstance: part(() =>
    z.object({
      provider: z.enum(["amazon-ec2", "google-cloud", "azure"]),
      instanceType: word.exactOptional(),
      instanceId: word.exactOptional(),
      zone: word.exactOptional(),
    }),
  ),
  bpfMaps: part(() =>
    z.object({
      maps: z.array(z.object({ name: word, pressure: z.number().exactOptional(), capacity: z.number().exactOptional() })),
      conntrackDrops: z.number().exactOptional(),
    }),
  ),
  limitConfiguration: part(() =>
    z.object({
      sysctlLines: z.array(z.object({ key: word, value: z.number(), file: z.string().max(4096) })),
      kubeProxy: z
        .object({ pid: count, from: z.string().max(400), maxPerCore: z.number().exactOptional(), min: z.number().exactOptional() })
        .exactOptional(),
    }),
  ),
  eventListeners: part(() =>
    z.array(z.object({ pid: count.exactOptional(), command: word.exactOptional(), events: z.array(z.enum(["new", "update", "destroy"])) })),
  ),
  localAddresses: part(() => z.array(word)),
  neighbours: part(() => z.object({ incomplete: z.array(word) })),
  localConnections: part(() =>
    z.array(z.object({ target: word, outcome: z.enum(["sent", "answered", "refused", "unreachable", "not-permitted", "timed-out"]) })),
  ),
  addressOwners: part(() => addressOwnersSchema),
  podNetworks: part(() =>
    z.array(
      z.object({ inode: count.exactOptional(), pid: count, name: word, namespace: word.exactOptional(), isOwn: z.boolean(), counters }),
    ),
  ),
});

/** One saved sample of a node: `snapshot.json` of a recording, and `earlier.json` where it has two. */
export const recordedSnapshotSchema = z.object({
  schemaVersion: z.literal(1),
  node: z.string(),
  takenAtMs: timeMs,
  monotonicMs: z.number(),
  parts,
});
