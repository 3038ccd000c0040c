import { z } from "zod";

const count = z.int().nonnegative();

export const rateSchema = z.object({
  perSecond: z.number().nonnegative(),
  method: z.enum(["countdown", "difference", "countdown+difference", "events"]),
  overSeconds: z.number().nonnegative(),
  plusMinus: z.number().nonnegative(),
  isFloor: z.boolean(),
});

/** One group of a table: a workload, a pod, a port. */
export const trafficGroupSchema = z.object({
  key: z.string(),
  entries: count,
  share: z.number().min(0).max(1),
  asServer: count.exactOptional(),
  births: rateSchema.exactOptional(),
  byTimeout: z.record(z.string(), count),
  youngByTimeout: z.record(z.string(), count),
  unreplied: count,
  idleOverOneHour: count,
  oldestIdleSeconds: z.number().nonnegative().exactOptional(),
  peers: count.exactOptional(),
  hasEnded: z.literal(true).exactOptional(),
  /** Of the cluster's own: tunnels, probes, what runs in a namespace of the system. */
  isInfrastructure: z.literal(true).exactOptional(),
  detailsUnknown: z.literal(true).exactOptional(),
});
