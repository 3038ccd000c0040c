import { errorsContract } from "../../contract/tools/errors.ts";
import { givePageToken, type PagedIndex, type PageQuestion, readPageToken } from "../../findings/paging/page-token.ts";
import type { WindowSelection } from "../../findings/window/findings-in-window.ts";
import type { Finding } from "../../model/finding.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { answeringBundleOf } from "../answer-parts/answering-bundle.ts";
import { bundleGaps } from "../answer-parts/bundle-gaps.ts";
import { countBySeverity } from "../answer-parts/count-by-severity.ts";
import { coverageAnswerOf } from "../answer-parts/coverage-answer.ts";
import { findingAnswerOf } from "../answer-parts/finding-answer.ts";
import { verdictAnswerOf } from "../answer-parts/triage-answer.ts";
import { bytesOfJson } from "../answers/answer-bytes.ts";
import { firstThatFit } from "../answers/first-that-fit.ts";
import { askedFindings } from "../arguments/asked-window.ts";
import { openNodeBundle } from "../arguments/open-node-bundle.ts";
import { defineTool } from "../tool.ts";

export const errorsTool = defineTool(errorsContract, async (input, context, call) => {
  const open = await openNodeBundle(context, input.instanceId, call);
  const { bundle, findings: index, diagnosis } = open;
  const { severity, response_format: format, clusterContext, incident_time, start_time, end_time } = input;
  const annotated = context.baselines.annotate(clusterContext ?? bundle.cluster, index.findings);
  const { window, selection, windowAnswer } = askedFindings(input, index, annotated);
  const asked = selection.inside.filter(({ finding }) => severity === "all" || finding.severity === severity);
  const question: PageQuestion = { tool: "errors", node: bundle.node, asked: { severity, incident_time, start_time, end_time } };
  const paged: PagedIndex = { version: index.version, bundleId: bundle.id, collectedAtMs: index.collectedAtMs };
  const offset = offsetOf(input.pageToken, question, paged);
  const around = {
    success: true as const,
    ...answeringBundleOf(open.bundle),
    verdict: verdictAnswerOf(diagnosis.verdict),
    totalFindings: asked.length,
    summary: countBySeverity(selection.inside),
    pageOffset: offset,
    coverage_report: coverageAnswerOf(index, format === "detailed" ? 20 : 5),
    ...windowAnswer,
    interpretationGuide: [...guide(selection)],
    gaps: bundleGaps(open, context),
    nextStep: nextStep(selection, diagnosis.verdict.limit),
  };
  const wanted = asked.slice(offset, offset + input.pageSize).map((windowed) => findingAnswerOf(windowed, format, window));
  // One in any case, so that whoever turns pages comes to an end.
  const findings = firstThatFit(wanted, call.maxBytes - bytesOfJson(around) - tokenBytes, 1);
  const end = offset + findings.length;
  const hasMore = end < asked.length;
  return {
    value: { ...around, findings, hasMore, ...(hasMore ? { nextPageToken: givePageToken(question, paged, end) } : {}) },
    // The next page begins behind them.
    keeps: { findings: findings.length },
  };
});

function offsetOf(token: string | undefined, question: PageQuestion, paged: PagedIndex): number {
  if (token === undefined) return 0;
  const reading = readPageToken(token, question, paged);
  if (reading.ok) return reading.offset;
  throw new ToolFailure(
    reading.code,
    reading.code === "token-stale"
      ? "pageToken is of an earlier collection or index of this bundle"
      : "pageToken was not given for this question",
  );
}

/** The token and what else stands beside a page that is not the last. */
const tokenBytes = 150;

function guide({ inside, outside }: WindowSelection): readonly string[] {
  const has = (claim: (finding: Finding) => boolean) => inside.some(({ finding }) => claim(finding));
  return [
    "critical and high from checks are measured; from logs they are what a program wrote, often of a symptom",
    ...(has(({ files, from }) => from === "log" && files === 1)
      ? ["a finding of one file alone is a weaker sign; look at its lines with read"]
      : []),
    ...(has(({ untimed }) => untimed > 0) ? ["lines without a time are listed in every window: nobody knows when they were said"] : []),
    ...(has(({ baseline }) => baseline !== undefined)
      ? ["baseline_note: healthy nodes had it too; it can still be what is wrong here"]
      : []),
    ...(outside.length > 0 ? [`${outside.length} findings lie outside of the window; give start_time and end_time to see them`] : []),
    "nothing found is no proof of health: see gaps and coverage_report for what was not looked at",
  ];
}

function nextStep({ inside, outside }: WindowSelection, limit: string): string {
  const [worst] = inside;
  if (worst === undefined) {
    return outside.length > 0
      ? "Call errors with start_time and end_time of the incident; nothing was said in this window."
      : "Call diagnose for what the readings say, or search for words of the symptom.";
  }
  const { finding } = worst;
  if (finding.from === "check") return `Call diagnose for the verdict (${limit}), then correlate with pivotEvent ${finding.id}.`;
  return `Call correlate with pivotEvent ${finding.id}, then summarize with the ids that matter.`;
}
