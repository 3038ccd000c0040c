import { z } from "zod";
import { trafficDimensions } from "../model/table-traffic.ts";
import { forecastSchema } from "./forecast.ts";
import { lifetimeSchema, occupancySchema } from "./occupancy.ts";
import { suspectSchema } from "./suspect.ts";
import { rateSchema, trafficGroupSchema } from "./traffic-group.ts";

const count = z.int().nonnegative();
const counters = z.record(z.string(), z.number());

/** What `ullage top --batch --output json` prints a line of for each sample. */
export const topFrameSchema = z.object({
  schemaVersion: z.literal(1),
  node: z.string(),
  takenAt: z.iso.datetime(),
  count,
  /** 0 means unlimited. */
  max: count,
  /** Null where nothing limits the table. */
  ratio: z.number().nonnegative().nullable(),
  /** Of the kernel's counters, since the sample before; null in the first one and where they could not be read. */
  increases: counters.nullable(),
  /** The same, summed over all samples. */
  increasesInAll: counters,
  forecast: forecastSchema,
  by: z.enum(trafficDimensions),
  /** The conditions of --filter: what is below is of the entries that meet them. */
  filter: z.array(z.string()),
  /** Null where the table could not be listed; `remarks` says why. */
  traffic: z
    .object({
      total: count,
      /** Entries whose client is of the cluster's own; missing where there are none. */
      infrastructure: count.exactOptional(),
      births: rateSchema.nullable(),
      byTimeout: z.record(z.string(), count),
      exact: z.boolean(),
      errorBound: count,
      distinct: count,
      groups: z.array(
        trafficGroupSchema.extend({ occupancy: occupancySchema.exactOptional(), lifetimeSeconds: lifetimeSchema.exactOptional() }),
      ),
    })
    .nullable(),
  /** Who seems to fill the table; null where only a part of it is counted. */
  suspects: z.array(suspectSchema).nullable(),
  /** Births as the kernel told them one by one; null unless --events asked for them. */
  eventBirths: z
    .object({
      births: rateSchema,
      /** By the workload that opened the connection. */
      groups: z.array(z.object({ key: z.string(), births: rateSchema })),
      distinct: count,
      exact: z.boolean(),
      /** Null where nobody counted what was lost. */
      lost: count.nullable(),
      remarks: z.array(z.string()),
    })
    .nullable(),
  remarks: z.array(z.string()),
});

export type TopFrame = z.infer<typeof topFrameSchema>;
