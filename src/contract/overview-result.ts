import { z } from "zod";
import { analyzeResultSchema } from "./analyze-result.ts";
import { checkResultSchema } from "./check-result.ts";

/** What `ullage overview --output json` prints. */
export const overviewResultSchema = z.object({
  schemaVersion: z.literal(1),
  /** The bundled recording that is shown in place of this machine. */
  recording: z.string().exactOptional(),
  /** Why this machine cannot be shown. */
  because: z.string().exactOptional(),
  check: checkResultSchema,
  analyze: analyzeResultSchema,
});
