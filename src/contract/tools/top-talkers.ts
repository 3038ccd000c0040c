import { z } from "zod";
import { talkerDimensions } from "../../model/talker-dimension.ts";
import { rateSchema } from "../traffic-group.ts";
import { untrusted } from "../untrusted.ts";
import { answeringNode, unansweredQuestions } from "./parts/answering-node.ts";
import { answerEnvelope, commonInput, count, defineToolContract, instanceIdInput } from "./tool-contract.ts";

export const topTalkersContract = defineToolContract({
  name: "top_talkers",
  title: "Who fills the table",
  description:
    "Who has the entries of a node's conntrack table: workload, namespace, client (pod or address), endpoint that answers, destination, port, protocol or TCP state. Each entry is counted once. Entries are no bytes. For single connections use find_flow.",
  set: "core",
  annotations: { readOnly: true, idempotent: true, openWorld: false },
  input: z.object({
    instanceId: instanceIdInput,
    by: z.enum(talkerDimensions).default("workload"),
    limit: z.int().min(1).max(500).default(20),
    ...commonInput,
  }),
  output: z.object({
    ...answerEnvelope,
    ...answeringNode,
    by: z.enum(talkerDimensions).optional(),
    /** Of the kernel, beside the limit; 0 means unlimited. */
    count: count.optional(),
    max: count.optional(),
    /** Entries that were counted. */
    total: count.optional(),
    /** Null where nobody could tell. */
    birthsPerSecond: z.number().nonnegative().nullable().optional(),
    isWholeTable: z.boolean().optional(),
    notWholeBecause: untrusted().optional(),
    exact: z.boolean().optional(),
    /** Entries of a talker may be too high by this. */
    errorBound: count.optional(),
    distinct: count.optional(),
    talkers: z
      .array(
        z.object({
          /** By which it can be asked for in find_flow. */
          key: untrusted(),
          name: untrusted(),
          entries: count,
          share: z.number().min(0),
          births: rateSchema.optional(),
          pods: count.optional(),
          foremostPod: untrusted().optional(),
          byTimeout: z.record(z.string(), count).optional(),
          unreplied: count.optional(),
          idleOverOneHour: count.optional(),
          destinations: count.optional(),
          isInfrastructure: z.literal(true).optional(),
          hasEnded: z.literal(true).optional(),
        }),
      )
      .optional(),
    remarks: z.array(untrusted()).optional(),
    notEvaluated: unansweredQuestions.optional(),
  }),
});
