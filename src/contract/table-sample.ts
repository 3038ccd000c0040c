import { z } from "zod";
import { rateSchema, trafficGroupSchema } from "./traffic-group.ts";

const count = z.int().nonnegative();
const counters = z.record(z.string(), z.number());

const breakdown = z.object({ groups: z.array(trafficGroupSchema), exact: z.boolean(), errorBound: count, distinct: count });

/** One sample of a table that is watched, as a line of `ullage watch` has it and `ullage top --replay` reads it. */
export const tableSampleSchema = z.object({
  takenAtMs: z.number(),
  monotonicMs: z.number(),
  count,
  max: count,
  increases: counters.exactOptional(),
  traffic: z
    .object({
      total: count,
      named: count,
      infrastructure: count.exactOptional(),
      byTimeout: z.record(z.string(), count),
      births: rateSchema.exactOptional(),
      turnover: z
        .object({
          overSeconds: z.number().nonnegative(),
          earlierByTimeout: z.record(z.string(), count),
          goneByTimeout: z.record(z.string(), count),
        })
        .exactOptional(),
      by: z.object({
        workload: breakdown,
        pod: breakdown,
        namespace: breakdown,
        service: breakdown,
        server: breakdown,
        destination: breakdown,
        port: breakdown,
        state: breakdown,
      }),
    })
    .exactOptional(),
  /** What ages were told by. */
  countdown: z.object({ timeouts: z.record(z.string(), count), youngSeconds: z.number().nonnegative() }).exactOptional(),
  remarks: z.array(z.string()),
});
