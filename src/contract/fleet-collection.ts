import { z } from "zod";
import { unansweredSchema } from "./fleet-diagnosis.ts";

/** What `ullage collect --agents … --output json` prints. */
export const fleetCollectionSchema = z.object({
  schemaVersion: z.literal(1),
  /** In the order in which the agents were named. */
  bundles: z.array(z.object({ agent: z.string(), path: z.string(), bytes: z.int().nonnegative() })),
  /** Bundles that came and have no place: a file of the name exists. */
  notWritten: z.array(z.object({ agent: z.string(), because: z.string() })),
  unanswered: unansweredSchema,
});

export type FleetCollectionContract = z.infer<typeof fleetCollectionSchema>;
