import { z } from "zod";
import { untrusted } from "../untrusted.ts";
import { answeringBundle } from "./parts/answering-node.ts";
import { coverageAnswer } from "./parts/coverage-answer.ts";
import { findingAnswer, severityCounts, severityFilter } from "./parts/finding-answer.ts";
import { timeInputs, windowAnswer } from "./parts/time-window.ts";
import { guardrailAnswer, hypothesisAnswer, remediationAnswer, verdictAnswer } from "./parts/triage-answer.ts";
import { answerEnvelope, commonInput, count, defineToolContract, instanceIdInput } from "./tool-contract.ts";

export const quickTriageContract = defineToolContract({
  name: "quick_triage",
  title: "Quick triage of a node",
  description:
    "One call for a first picture of a node's newest bundle: what kind of trouble and how sure, the worst findings, evidence, remedies, commands and runbooks that fit. What the checks measured outranks what log lines say. For the verdict alone use diagnose.",
  set: "more",
  annotations: { readOnly: true, idempotent: true, openWorld: false },
  input: z.object({
    instanceId: instanceIdInput,
    severity: severityFilter.describe("Lists only findings of this one; all are weighed."),
    includeTriage: z.boolean().default(true).describe("With root cause and hypotheses."),
    ...timeInputs,
    ...commonInput,
  }),
  output: z.object({
    ...answerEnvelope,
    ...answeringBundle,
    verdict: verdictAnswer,
    rootCause: hypothesisAnswer.optional(),
    secondaryHypotheses: z.array(hypothesisAnswer).optional(),
    errorSummary: z.object({ total: count, ...severityCounts.shape }),
    findings: z.array(findingAnswer),
    topEvidence: z.array(
      z.object({ id: z.string(), source: untrusted(), line_range: z.string().optional(), at: z.string().optional(), excerpt: untrusted() }),
    ),
    remediation: z.array(remediationAnswer),
    followupCommands: z.array(z.string()),
    recommendedSOPs: z.array(z.object({ name: z.string(), title: z.string(), because: z.array(untrusted()) })),
    doNotConclude: z.array(guardrailAnswer),
    coverage_report: coverageAnswer,
    ...windowAnswer,
  }),
});
