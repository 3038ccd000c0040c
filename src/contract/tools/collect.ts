import { z } from "zod";
import { ageSeconds } from "./parts/answering-node.ts";
import { executionShape, pollInterval, waitSecondsInput } from "./parts/execution.ts";
import { answerEnvelope, commonInput, defineToolContract, instanceIdInput, regionInput } from "./tool-contract.ts";

export const collectContract = defineToolContract({
  name: "collect",
  title: "Collect a node",
  description:
    "Reads one node into a bundle that the other tools look into: table, counters, settings, logs. Changes nothing on the node. Not needed for diagnose of a live node. Of a node that cannot be asked the newest bundle is given. If it still runs after waitSeconds, ask status.",
  set: "core",
  annotations: { readOnly: false, idempotent: false, openWorld: false },
  input: z.object({
    instanceId: instanceIdInput,
    idempotencyToken: z.string().min(1).max(200).optional().describe("The same token for the same node gives the same collection again."),
    waitSeconds: waitSecondsInput,
    region: regionInput,
    ...commonInput,
  }),
  output: z.object({
    ...answerEnvelope,
    ...executionShape,
    /** Nothing was begun: this collection was there. */
    idempotent: z.boolean(),
    ageSeconds: ageSeconds.optional(),
    suggestedPollIntervalSeconds: pollInterval,
  }),
});
