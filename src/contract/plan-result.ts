import { z } from "zod";
import { untrusted } from "./untrusted.ts";
import { ratingSchema } from "./verdict.ts";

const count = z.int().nonnegative();
const positive = z.number().nonnegative();

/** 95 %; null where there is no upper end, or none is known. */
const band = z.object({ estimate: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() });
const countBand = z.object({ estimate: z.int(), low: z.int(), high: z.int().nullable() });

const outlook = z.object({
  entries: countBand,
  /** 0 means unlimited. */
  max: count,
  /** Of the limit; above 1 the table would be full. */
  use: band.exactOptional(),
  memoryBytes: positive,
  fullMemoryBytes: positive.exactOptional(),
  buckets: count.exactOptional(),
  /** Missing where it does not fill, or where that is not known. */
  secondsToFull: band.exactOptional(),
});

export const planSchema = z.object({
  /** The id of a remedy, which has a page in `docs/remedies/`; `set-timeout` and `untrack-port` have none. */
  id: z.string(),
  title: z.string(),
  when: z.enum(["immediate", "long-term"]),
  rating: ratingSchema,
  because: untrusted(),
  commands: z.array(untrusted()),
  memoryBytes: positive.exactOptional(),
  verify: z.array(untrusted()),
  undo: z.array(untrusted()),
  owner: untrusted(),
  caution: untrusted().exactOptional(),
});

/** What `ullage plan --output json` prints. */
export const planResultSchema = z.object({
  schemaVersion: z.literal(1),
  node: untrusted(),
  /** `live`, or the name of the bundle. */
  origin: untrusted(),
  /** Where the table came from. */
  source: untrusted(),
  takenAt: z.iso.datetime(),
  /** How long the count was watched. */
  windowSeconds: positive,
  /** Nothing was asked about: the scenario is what is recommended, and empty where today's limit is enough. */
  isRecommended: z.boolean(),
  scenario: z.object({
    max: count.exactOptional(),
    /** Seconds, by sysctl under net.netfilter. */
    timeouts: z.record(z.string(), positive),
    reuse: z.array(z.object({ workload: untrusted(), requests: positive })),
    untrack: z.array(z.object({ protocol: z.enum(["tcp", "udp"]), port: count })),
    remove: z.array(untrusted()),
  }),
  today: outlook,
  tomorrow: outlook,
  byClass: z.array(
    z.object({
      /** The timeout that the entries count down from; `unseen` is what the kernel counts and a walk does not show. */
      class: z.string(),
      today: count,
      tomorrow: countBand,
      because: z.string().exactOptional(),
    }),
  ),
  /** As client, the largest first. */
  byWorkload: z.array(
    z.object({
      workload: untrusted(),
      today: count,
      /** Missing where nothing but the number of its entries is known. */
      tomorrow: countBand.exactOptional(),
      birthsPerSecond: positive.exactOptional(),
    }),
  ),
  /** Little's law: what was counted beside rate × time in the table. */
  occupancy: z.array(
    z.object({
      class: z.string(),
      entries: count,
      method: z.string(),
      timeoutSeconds: positive.exactOptional(),
      birthsPerSecond: positive.exactOptional(),
      predicted: countBand.exactOptional(),
      /** False where the rate changed less than one timeout ago. */
      isSettled: z.boolean().exactOptional(),
    }),
  ),
  growth: z.object({
    kind: z.enum(["fills", "levels-off", "falls", "steady", "no-trend", "too-short", "full", "unlimited"]),
    because: z.string(),
    samples: count,
    perSecond: band.exactOptional(),
    secondsToFull: band.exactOptional(),
    levelsOffAt: countBand.exactOptional(),
    burstHeadroomSeconds: positive.exactOptional(),
  }),
  advice: z
    .object({
      /** Never below today's. */
      limit: count,
      isEnough: z.boolean(),
      needed: z.object({ connections: count, timeWait: count, udp: count }),
      /** With 30 % to spare, before rounding. */
      wanted: count,
      isBoundedByMemory: z.boolean(),
      /** Of the node's memory, when the table is full. */
      memoryShare: positive.exactOptional(),
      because: z.string(),
    })
    .exactOptional(),
  memory: z.object({ objectBytes: positive, isObjectSizeRead: z.boolean(), totalBytes: positive.exactOptional() }),
  assumptions: z.array(untrusted()),
  plans: z.array(planSchema),
  remarks: z.array(untrusted()),
});
