import { z } from "zod";
import { topListSchema } from "./top-list.ts";
import { rateSchema, trafficGroupSchema } from "./traffic-group.ts";

const entries = z.int().nonnegative();
const breakdown = z.object({ groups: z.array(trafficGroupSchema), exact: z.boolean(), errorBound: entries, distinct: entries });
const counts = z.record(z.string(), entries);

/** What `ullage analyze --output json` prints. */
export const analyzeResultSchema = z.object({
  schemaVersion: z.literal(1),
  source: z.string(),
  takenAt: z.iso.datetime(),
  /** What was read only partly or doubtfully. */
  remarks: z.array(z.string()),
  /** Distinct entries that passed the filter. */
  total: entries,
  malformed: entries,
  malformedExamples: z.array(z.object({ at: entries, because: z.string(), excerpt: z.string() })),
  duplicates: entries,
  filteredOut: entries,
  /** Null when the whole table was read. */
  capped: z.object({ by: z.enum(["entries", "time", "interrupted", "overrun"]), because: z.string() }).nullable(),
  byProtocol: counts,
  byState: counts,
  byFamily: counts,
  byFlag: counts,
  byIdleAge: counts,
  byAge: counts,
  byZone: counts,
  byNat: counts,
  timeouts: z.object({
    from: z.enum(["sysctl", "inferred", "stated", "unknown"]),
    tcpEstablishedSeconds: z.number().nonnegative().exactOptional(),
    note: z.string().exactOptional(),
  }),
  /** With `--by` workload, pod, namespace or service: whose the entries are. */
  traffic: z
    .object({
      /** Entries whose client has a name. */
      named: entries,
      /** Of those, entries whose client is of the cluster's own; missing where there are none. */
      infrastructure: entries.exactOptional(),
      births: rateSchema.exactOptional(),
      by: z.object({
        workload: breakdown.exactOptional(),
        pod: breakdown.exactOptional(),
        namespace: breakdown.exactOptional(),
        service: breakdown.exactOptional(),
      }),
    })
    .exactOptional(),
  top: z.object({ sources: topListSchema, destinations: topListSchema, ports: topListSchema, endpoints: topListSchema }),
});

export type AnalyzeResult = z.infer<typeof analyzeResultSchema>;
