import { z } from "zod";
import { causeIds, limitIds, lookAlikeIds } from "../model/verdict.ts";

const confidence = z.enum(["high", "medium", "low"]);

/** What is being hit, why, and how sure that is. */
export const verdictSchema = z.object({
  limit: z.enum(limitIds),
  severity: z.enum(["critical", "warning", "notice", "ok", "unknown"]),
  confidence,
  summary: z.string(),
  lookAlikes: z.array(z.object({ id: z.enum(lookAlikeIds), confidence, because: z.string() })),
  causes: z.array(
    z.object({
      id: z.enum(causeIds),
      confidence,
      because: z.string(),
      workload: z.string().exactOptional(),
      address: z.string().exactOptional(),
      share: z.number().min(0).exactOptional(),
    }),
  ),
  escalation: z.array(z.object({ to: z.enum(["platform", "development"]), because: z.string() })),
});
