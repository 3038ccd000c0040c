import { z } from "zod";
import { catalogueNames } from "../../model/catalogue-name.ts";
import { answerEnvelope, commonInput, defineToolContract } from "./tool-contract.ts";

const catalogue = z.enum(catalogueNames);

export const explainContract = defineToolContract({
  name: "explain",
  title: "What a word of an answer means",
  description:
    "What an id in any answer means and does not mean, its thresholds with their source, and what to do next: limits, look-alikes, causes, checks, remedies, guardrails, collectors, log patterns, runbooks, error codes. Without id: all ids by catalogue. Looks at no node.",
  set: "core",
  annotations: { readOnly: true, idempotent: true, openWorld: false },
  input: z.object({ id: z.string().min(1).max(120).optional(), ...commonInput }),
  output: z.object({
    ...answerEnvelope,
    id: z.string().optional(),
    /** One id may be in several catalogues: `fan-out` is a check and a cause. */
    explanations: z
      .array(
        z.object({
          id: z.string(),
          catalogue,
          title: z.string(),
          means: z.string(),
          doesNotMean: z.string().optional(),
          thresholds: z.array(z.object({ name: z.string(), default: z.number(), unit: z.string(), source: z.string() })).optional(),
          details: z.record(z.string(), z.string()).optional(),
          next: z.string().optional(),
        }),
      )
      .optional(),
    catalogues: z.array(z.object({ catalogue, what: z.string(), ids: z.array(z.string()) })).optional(),
  }),
});
