import { z } from "zod";
import { untrusted } from "../untrusted.ts";
import { answeringBundle } from "./parts/answering-node.ts";
import { answerEnvelope, commonInput, count, defineToolContract, instanceIdInput, regionInput } from "./tool-contract.ts";

export const validateContract = defineToolContract({
  name: "validate",
  title: "Is a bundle whole",
  description:
    "What a node's newest bundle holds: whether each part that the verdict needs is there, which are missing and what each would have told, and its files with the logKey that read and artifact take.",
  set: "more",
  annotations: { readOnly: true, idempotent: true, openWorld: false },
  input: z.object({
    instanceId: instanceIdInput.optional(),
    executionId: z.string().min(1).max(100).optional().describe("Of the collection that made the bundle, instead of instanceId."),
    path: z.string().min(1).max(500).optional().describe("Lists only files whose path has this in it."),
    region: regionInput,
    ...commonInput,
  }),
  output: z.object({
    ...answerEnvelope,
    ...answeringBundle,
    layout: z.enum(["ullage", "sgfp", "eks-log-collector", "loose"]),
    /** All that the verdict needs is there. */
    complete: z.boolean(),
    completeness: z.string(),
    fileCount: count,
    /** Unpacked. */
    totalSize: count,
    totalSizeHuman: z.string(),
    foundPatterns: z.array(z.object({ part: z.string(), tells: z.string() })),
    missingPatterns: z.array(z.object({ part: z.string(), files: z.string(), wouldHaveTold: z.string(), isNeeded: z.boolean() })),
    hasFindingsIndex: z.boolean(),
    totalFindings: count,
    remarks: z.array(untrusted()),
    /** At most 50: those that are known first, then the largest. */
    manifest: z.array(
      z.object({ logKey: untrusted(), size: count, kind: z.string(), logTypes: z.array(z.string()), isBinary: z.literal(true).optional() }),
    ),
  }),
});
