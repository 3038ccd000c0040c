import { z } from "zod";
import { untrusted } from "../untrusted.ts";
import { answeringBundle } from "./parts/answering-node.ts";
import { coverageAnswer } from "./parts/coverage-answer.ts";
import { findingAnswer, severityCounts, severityFilter } from "./parts/finding-answer.ts";
import { timeInputs, windowAnswer } from "./parts/time-window.ts";
import { verdictAnswer } from "./parts/triage-answer.ts";
import { answerEnvelope, commonInput, count, defineToolContract, instanceIdInput } from "./tool-contract.ts";

export const errorsContract = defineToolContract({
  name: "errors",
  title: "What is wrong in a bundle",
  description:
    "Findings of a node's newest bundle, by checks and by log lines, worst first, with evidence and ids that stay the same between collections. Paged. Looks at the 10 minutes before the collection unless a time is given. For free text use search; for the verdict diagnose.",
  set: "core",
  annotations: { readOnly: true, idempotent: true, openWorld: false },
  input: z.object({
    instanceId: instanceIdInput,
    severity: severityFilter.describe("Only this one."),
    response_format: z.enum(["concise", "detailed"]).default("concise").describe("detailed: meaning, next step, all evidence."),
    pageSize: z.int().min(1).max(200).default(50),
    pageToken: z.string().min(1).max(500).optional().describe("nextPageToken of the page before; keep all else as it was."),
    clusterContext: z.string().min(1).max(300).optional().describe("Whose healthy collections to compare with."),
    ...timeInputs,
    ...commonInput,
  }),
  output: z.object({
    ...answerEnvelope,
    ...answeringBundle,
    verdict: verdictAnswer,
    findings: z.array(findingAnswer),
    /** Of all pages. */
    totalFindings: count,
    /** In the window, of every severity. */
    summary: severityCounts,
    pageOffset: count,
    hasMore: z.boolean(),
    nextPageToken: z.string().optional(),
    coverage_report: coverageAnswer,
    ...windowAnswer,
    interpretationGuide: z.array(untrusted()),
  }),
});
