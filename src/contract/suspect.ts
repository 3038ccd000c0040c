import { z } from "zod";
import { trafficDimensions } from "../model/table-traffic.ts";
import { causeIds } from "../model/verdict.ts";
import { confidenceSchema } from "./verdict.ts";

/** Who seems to bring about a cause, by what the table showed over some minutes. */
export const suspectSchema = z.object({
  cause: z.enum(causeIds),
  dimension: z.enum(trafficDimensions),
  name: z.string(),
  confidence: confidenceSchema,
  because: z.string(),
  entries: z.int().nonnegative(),
  share: z.number().min(0).max(1),
  /** From which look on it has been so; missing where there was one alone. */
  since: z.iso.datetime().exactOptional(),
});
