import { z } from "zod";
import { causeIds, limitIds } from "../model/verdict.ts";

/** What the agent answers at `/v1/incidents`. */
export const incidentListSchema = z.object({
  schemaVersion: z.literal(1),
  node: z.string(),
  /** The latest first. */
  incidents: z.array(
    z.object({
      /** `/v1/incidents/NAME` gives its bundle. */
      name: z.string(),
      node: z.string(),
      beganAt: z.iso.datetime(),
      /** Null while it goes on. */
      endedAt: z.iso.datetime().nullable(),
      limit: z.enum(limitIds),
      causes: z.array(z.enum(causeIds)),
      culprit: z.string().exactOptional(),
      summary: z.string(),
      bytes: z.int().nonnegative(),
    }),
  ),
});

export type IncidentList = z.infer<typeof incidentListSchema>;
