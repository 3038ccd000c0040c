import { z } from "zod";
import { causeIds } from "../model/verdict.ts";
import { forecastSchema } from "./forecast.ts";
import { lifetimeSchema, occupancySchema } from "./occupancy.ts";
import { suspectSchema } from "./suspect.ts";
import { tableSampleSchema } from "./table-sample.ts";
import { rateSchema } from "./traffic-group.ts";

const iso = z.iso.datetime();
const count = z.int().nonnegative();
const port = z.int().min(0).max(65_535).nullable();
const kind = z.enum(["new", "update", "destroy"]);
const level = z.enum(["ok", "notice", "warning", "issue", "not-evaluated"]);
const eventCounts = z.object({ new: count, update: count, destroy: count });

const start = z.object({
  type: z.literal("start"),
  at: iso,
  schemaVersion: z.literal(1),
  node: z.string(),
  version: z.string(),
  intervalSeconds: z.number().positive(),
  walksTable: z.boolean(),
  /** Ids of the checks whose findings open and close. */
  checks: z.array(z.string()),
  events: z.object({ kinds: z.array(kind), sampleEvery: z.int().positive(), receiveBufferBytes: count.nullable() }).nullable(),
  namesFrom: z.array(z.string()),
  filter: z.array(z.string()),
  remarks: z.array(z.string()),
});

const sample = tableSampleSchema.extend({
  type: z.literal("sample"),
  at: iso,
  forecast: forecastSchema,
  /** How long the entries of each workload of `traffic` stay. */
  lifetimes: z
    .array(z.object({ workload: z.string(), occupancy: occupancySchema.exactOptional(), lifetimeSeconds: lifetimeSchema.exactOptional() }))
    .exactOptional(),
  /** Who seems to fill the table; missing where only a part of it is counted. */
  suspects: z.array(suspectSchema).exactOptional(),
  /** Since the sample before; missing without `--events`. */
  events: z
    .object({
      counts: eventCounts,
      births: z
        .object({
          births: rateSchema,
          groups: z.array(z.object({ key: z.string(), births: rateSchema })),
          distinct: count,
          exact: z.boolean(),
        })
        .exactOptional(),
      hasGap: z.boolean(),
    })
    .exactOptional(),
});

const finding = z.object({
  at: iso,
  /** The same on every machine for the same check and subject. */
  id: z.string(),
  check: z.string(),
  /** Of a suspect, which is no check's finding. */
  cause: z.enum(causeIds).exactOptional(),
  subject: z.string().exactOptional(),
  level,
  line: z.string(),
  value: z.number().nullable(),
  limit: z.number().nullable(),
  openedAt: iso,
});

const tuple = z.object({ source: z.string(), destination: z.string(), sourcePort: port, destinationPort: port });
const owner = z.object({ name: z.string(), workload: z.string() });

const event = z.object({
  type: z.literal("event"),
  at: iso,
  kind,
  protocol: z.string(),
  state: z.string().nullable(),
  flags: z.array(z.string()),
  zone: z.int().min(0).max(65_535),
  timeoutSeconds: count.nullable(),
  original: tuple,
  reply: tuple,
  client: owner.exactOptional(),
  service: z.string().exactOptional(),
  server: owner.exactOptional(),
});

const gap = z.object({
  type: z.literal("gap"),
  at: iso,
  source: z.enum(["events", "samples", "records"]),
  where: z.enum(["socket", "rows", "decoder", "node", "output"]),
  from: iso,
  to: iso,
  /** Null where nobody counted them. */
  lost: count.nullable(),
  because: z.string(),
});

const end = z.object({
  type: z.literal("end"),
  at: iso,
  why: z.enum(["count", "duration", "interrupted", "failed"]),
  because: z.string().exactOptional(),
  seconds: z.number().nonnegative(),
  samples: count,
  findings: z.object({
    opened: count,
    closed: count,
    open: z.array(z.object({ id: z.string(), check: z.string(), subject: z.string().exactOptional() })),
  }),
  events: z
    .object({ seen: eventCounts, printed: count, filteredOut: count, notSampled: count, notShown: count, lost: count.nullable() })
    .nullable(),
  gaps: count,
});

/** One line of `ullage watch`. */
export const watchRecordSchema = z.discriminatedUnion("type", [
  start,
  sample,
  finding.extend({ type: z.literal("finding-open") }),
  finding.extend({ type: z.literal("finding-change") }),
  finding.extend({
    type: z.literal("finding-close"),
    lastedSeconds: z.number().nonnegative(),
    worst: z.object({ level, line: z.string() }),
  }),
  event,
  gap,
  end,
]);
