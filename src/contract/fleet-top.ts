import { z } from "zod";
import { trafficDimensions } from "../model/table-traffic.ts";
import { unansweredSchema } from "./fleet-diagnosis.ts";
import { topFrameSchema } from "./top-frame.ts";

const count = z.int().nonnegative();

/** What `ullage top --agents … --output json` prints a line of for each look. */
export const fleetTopSchema = z.object({
  schemaVersion: z.literal(1),
  by: z.enum(trafficDimensions),
  /** Fullest first. */
  nodes: z.array(
    topFrameSchema
      .pick({ node: true, takenAt: true, count: true, max: true, ratio: true, forecast: true, increases: true })
      .extend({ agent: z.string(), birthsPerSecond: z.number().nonnegative().nullable() }),
  ),
  /** Over all nodes that answered, most entries first. */
  groups: z.array(
    z.object({
      key: z.string(),
      entries: count,
      /** Missing where no node could tell. */
      birthsPerSecond: z.number().nonnegative().exactOptional(),
      nodes: z.int().positive(),
      mostOn: z.object({ node: z.string(), entries: count }),
    }),
  ),
  unanswered: unansweredSchema,
});

export type FleetTopContract = z.infer<typeof fleetTopSchema>;
