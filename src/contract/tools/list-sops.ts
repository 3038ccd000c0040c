import { z } from "zod";
import { runbookSeveritySchema } from "../runbook.ts";
import { answerEnvelope, commonInput, defineToolContract } from "./tool-contract.ts";

export const listSopsContract = defineToolContract({
  name: "list_sops",
  title: "List the runbooks",
  description:
    "Runbooks for incidents of connection tracking and what looks like them. With query those that fit a symptom, the best first. get_sop gives one whole; quick_triage recommends those that fit a node.",
  set: "core",
  annotations: { readOnly: true, idempotent: true, openWorld: false },
  input: z.object({
    query: z.string().min(1).max(300).optional().describe("A symptom in words, or a limit, look-alike or cause of a verdict."),
    ...commonInput,
  }),
  output: z.object({
    ...answerEnvelope,
    sops: z.array(
      z.object({
        name: z.string(),
        id: z.string(),
        title: z.string(),
        description: z.string(),
        severity: runbookSeveritySchema,
        triggers: z.array(z.string()),
        /** In bytes. */
        size: z.int().nonnegative(),
        /** Which triggers the query met. */
        because: z.array(z.string()).optional(),
      }),
    ),
    count: z.int().nonnegative(),
  }),
});
