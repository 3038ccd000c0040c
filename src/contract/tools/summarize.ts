import { z } from "zod";
import { findingSeverities } from "../../model/finding.ts";
import { untrusted } from "../untrusted.ts";
import { answeringBundle } from "./parts/answering-node.ts";
import { placeAnswer } from "./parts/finding-answer.ts";
import { timeInputs, windowAnswer } from "./parts/time-window.ts";
import { guardrailAnswer, hypothesisAnswer, remediationAnswer, verdictAnswer } from "./parts/triage-answer.ts";
import { answerEnvelope, commonInput, defineToolContract, instanceIdInput } from "./tool-contract.ts";

/** One of the ids that were given, and the evidence behind it. */
const summarized = z.object({
  finding_id: z.string(),
  kind: z.enum(["finding", "search", "cluster", "evidence"]),
  severity: z.enum(findingSeverities).optional(),
  title: untrusted(),
  subject: untrusted().optional(),
  means: z.string().optional(),
  does_not_mean: z.string().optional(),
  baseline_note: untrusted().optional(),
  /** Said in the window that was asked for. */
  in_window: z.boolean().optional(),
  /** Of a cluster: what is in it. */
  members: z.array(z.string()).optional(),
  evidence: z.array(placeAnswer),
});

export const summarizeContract = defineToolContract({
  name: "summarize",
  title: "A grounded summary",
  description:
    "Turns ids of findings (F-), searches (S-), clusters (C-) and evidence (E-) into a summary in which every statement has its evidence, with the node's verdict, remedies and what not to conclude. Ids that nothing is known of are listed, never guessed.",
  set: "core",
  annotations: { readOnly: true, idempotent: true, openWorld: false },
  input: z.object({
    instanceId: instanceIdInput,
    finding_ids: z.array(z.string().min(1).max(100)).min(1).max(100).describe("F-, S-, C- or E- ids of other answers."),
    includeRecommendations: z.boolean().default(true).describe("With remedies."),
    includeTriage: z.boolean().default(false).describe("With the kind of trouble."),
    ...timeInputs,
    ...commonInput,
  }),
  output: z.object({
    ...answerEnvelope,
    ...answeringBundle,
    /** Every id was found. */
    grounded: z.boolean(),
    verdict: verdictAnswer,
    criticalFindings: z.array(summarized),
    highFindings: z.array(summarized),
    otherFindings: z.array(summarized),
    unresolvedFindingIds: z.array(untrusted()),
    affectedComponents: z.array(z.string()),
    recommendations: z.array(remediationAnswer).optional(),
    doNotConclude: z.array(guardrailAnswer),
    pod_node_triage: hypothesisAnswer.optional(),
    ...windowAnswer,
  }),
});
