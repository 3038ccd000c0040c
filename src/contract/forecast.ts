import { z } from "zod";

/** `high` is null where there is no upper end. */
const band = z.object({ estimate: z.number(), low: z.number(), high: z.number().nullable() });

/** When the table is full, in every answer that tells it. */
export const forecastSchema = z.object({
  kind: z.enum(["fills", "levels-off", "falls", "steady", "no-trend", "too-short", "full", "unlimited"]),
  slope: band.exactOptional(),
  secondsToFull: band.exactOptional(),
  mayHaveExpired: z.literal(true).exactOptional(),
  levelsOffAt: band.exactOptional(),
  /** Null where the highest growth seen would never fill it. */
  burstHeadroomSeconds: z.number().nonnegative().nullable().exactOptional(),
  because: z.string(),
  overSeconds: z.number().nonnegative(),
  samples: z.int().nonnegative(),
});
