import { z } from "zod";
import { executionSchema, pollInterval } from "./parts/execution.ts";
import { answerEnvelope, commonInput, defineToolContract, regionInput } from "./tool-contract.ts";

export const batchStatusContract = defineToolContract({
  name: "batch_status",
  title: "State of several collections",
  description:
    "How the collections of a batch, or those with the given ids, stand: whether all have ended, how many in which state, and each of them.",
  set: "more",
  annotations: { readOnly: true, idempotent: true, openWorld: false },
  input: z.object({
    batchId: z.string().min(1).max(100).optional().describe("As batch_collect gave it; this or executionIds."),
    executionIds: z.array(z.string().min(1).max(100)).min(1).max(100).optional().describe("As collect or batch_collect gave them."),
    region: regionInput,
    ...commonInput,
  }),
  output: z.object({
    ...answerEnvelope,
    batchId: z.string().optional(),
    allComplete: z.boolean(),
    summary: z.object({
      total: z.int(),
      running: z.int(),
      completed: z.int(),
      failed: z.int(),
      cancelled: z.int(),
    }),
    executions: z.array(executionSchema),
    suggestedPollIntervalSeconds: pollInterval,
  }),
});
