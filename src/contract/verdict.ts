import { z } from "zod";
import { type Confidence, causeIds, limitIds, lookAlikeIds, type Plan, type Severity } from "../model/verdict.ts";
import { untrusted } from "./untrusted.ts";

export const severitySchema = z.enum(["critical", "warning", "notice", "ok", "unknown"] satisfies Severity[]);
/** GREEN reads only; YELLOW can be undone; RED disrupts and needs approval. */
export const ratingSchema = z.enum(["GREEN", "YELLOW", "RED"] satisfies Plan["rating"][]);
export const confidenceSchema = z.enum(["high", "medium", "low"] satisfies Confidence[]);

/** What is being hit, why, and how sure that is. */
export const verdictSchema = z.object({
  limit: z.enum(limitIds),
  severity: severitySchema,
  confidence: confidenceSchema,
  summary: untrusted(),
  lookAlikes: z.array(z.object({ id: z.enum(lookAlikeIds), confidence: confidenceSchema, because: untrusted() })),
  causes: z.array(
    z.object({
      id: z.enum(causeIds),
      confidence: confidenceSchema,
      because: untrusted(),
      /** The workload, or the address where no name is known, that it points at. */
      workload: untrusted().exactOptional(),
      /** Of the pod with the most of what the cause speaks of. */
      address: untrusted().exactOptional(),
      pod: untrusted().exactOptional(),
      /** How many of its pods have entries, where there are several. */
      pods: z.int().min(2).exactOptional(),
      /** It is of the cluster's own: a namespace of the system. */
      isInfrastructure: z.literal(true).exactOptional(),
      share: z.number().min(0).exactOptional(),
      /** The list of clients ends before some of its pods: the share may be larger. */
      isAtLeast: z.literal(true).exactOptional(),
    }),
  ),
  escalation: z.array(z.object({ to: z.enum(["platform", "development"]), because: untrusted() })),
});
