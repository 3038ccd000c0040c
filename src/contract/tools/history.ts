import { z } from "zod";
import { runStates } from "../../model/collection-run.ts";
import { untrusted } from "../untrusted.ts";
import { ageSeconds, answeringBundle } from "./parts/answering-node.ts";
import { executionSchema, executionStatuses } from "./parts/execution.ts";
import { answerEnvelope, commonInput, defineToolContract, regionInput } from "./tool-contract.ts";

export const historyContract = defineToolContract({
  name: "history",
  title: "Collections and bundles",
  description:
    "What was collected: collections with their states, and the bundles that can be asked about, the newest first. With instanceId of one node. Bundles that cannot be read are named with the reason.",
  set: "more",
  annotations: { readOnly: true, idempotent: true, openWorld: false },
  input: z.object({
    instanceId: z.string().min(1).max(300).optional().describe("Node name or instance id; all nodes where it is missing."),
    maxResults: z.int().min(1).max(50).default(20).describe("Of collections and of bundles each."),
    status: z
      .enum(["all", ...runStates, ...executionStatuses])
      .default("all")
      .describe("Only collections of this state."),
    region: regionInput,
    ...commonInput,
  }),
  output: z.object({
    ...answerEnvelope,
    executions: z.array(executionSchema),
    totalExecutions: z.int(),
    collections: z.array(
      z.object({
        ...answeringBundle,
        ageSeconds,
        bundleBytes: z.int().nonnegative(),
        isRedacted: z.boolean(),
      }),
    ),
    totalCollections: z.int(),
    unreadable: z.array(z.object({ bundle: untrusted(), because: untrusted() })),
    totalUnreadable: z.int(),
  }),
});
