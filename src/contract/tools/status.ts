import { z } from "zod";
import { untrusted } from "../untrusted.ts";
import { executionShape, executionStatuses, pollInterval } from "./parts/execution.ts";
import { answerEnvelope, commonInput, defineToolContract, regionInput } from "./tool-contract.ts";

export const statusContract = defineToolContract({
  name: "status",
  title: "State of a collection",
  description: "How a collection stands that collect or batch_collect began, with the bundle that it made or why it failed.",
  set: "core",
  annotations: { readOnly: true, idempotent: true, openWorld: false },
  input: z.object({
    executionId: z.string().min(1).max(100).describe("As collect, batch_collect or history gave it."),
    includeStepDetails: z.boolean().default(true).describe("With what it did, step by step."),
    region: regionInput,
    ...commonInput,
  }),
  output: z.object({
    ...answerEnvelope,
    ...executionShape,
    automation: z.object({
      executionId: z.string(),
      status: z.enum(executionStatuses),
      progress: z.int().min(0).max(100),
      failureReason: untrusted().optional(),
      stepDetails: z.array(z.object({ at: z.string(), message: untrusted() })).optional(),
    }),
    suggestedPollIntervalSeconds: pollInterval,
  }),
});
