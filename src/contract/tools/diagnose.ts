import { z } from "zod";
import { causeIds, limitIds, lookAlikeIds, severityOrder } from "../../model/verdict.ts";
import { diagnoseResultSchema } from "../diagnose-result.ts";
import { untrusted } from "../untrusted.ts";
import { confidenceSchema } from "../verdict.ts";
import { answeringNode, nodesNotListed } from "./parts/answering-node.ts";
import { answerEnvelope, commonInput, count, defineToolContract, instanceIdInput } from "./tool-contract.ts";

const { baseline: _, ...ofOneNode } = diagnoseResultSchema.shape;

/** Of one node everything that `ullage diagnose --output json` prints, at the top; of several a line each, under `fleet`. */
export const diagnoseContract = defineToolContract({
  name: "diagnose",
  title: "Which limit is hit, why, by whom, and what to do",
  description:
    "The verdict on a node's connection tracking: limit or look-alike, causes with workload, evidence, victims, plans with exact commands as text (nothing is run), and guardrails: what must not be concluded. Works while the table is full. Without instanceId every node in short, worst first.",
  set: "core",
  annotations: { readOnly: true, idempotent: true, openWorld: false },
  input: z.object({
    instanceId: instanceIdInput.optional(),
    maxNodes: z.int().min(1).max(500).default(50).describe("Without instanceId: most nodes that are listed."),
    ...commonInput,
  }),
  output: z.object({
    ...answerEnvelope,
    ...z.object({ ...answeringNode, ...ofOneNode }).partial().shape,
    fleet: z
      .object({
        severity: z.enum(severityOrder),
        answered: count,
        unanswered: z.array(z.object({ instanceId: untrusted(), because: untrusted() })),
        nodes: z.array(
          z.object({
            ...answeringNode,
            severity: z.enum(severityOrder),
            limit: z.enum(limitIds),
            confidence: confidenceSchema,
            summary: untrusted(),
            causes: z.array(z.enum(causeIds)),
            lookAlikes: z.array(z.enum(lookAlikeIds)),
            culprit: untrusted().optional(),
            culpritShare: z.number().optional(),
            /** Of the checks, how many. */
            unevaluated: count,
          }),
        ),
        notListed: nodesNotListed.optional(),
      })
      .optional(),
  }),
});
