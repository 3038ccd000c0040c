import { summarizeContract } from "../../contract/tools/summarize.ts";
import { triage } from "../../findings/triage.ts";
import type { FindingSeverity } from "../../model/finding.ts";
import { answeringBundleOf } from "../answer-parts/answering-bundle.ts";
import { bundleGaps } from "../answer-parts/bundle-gaps.ts";
import {
  doNotConcludeOf,
  fittingPlans,
  hypothesisAnswerOf,
  keptPlans,
  remediationAnswerOf,
  verdictAnswerOf,
} from "../answer-parts/triage-answer.ts";
import { askedFindings } from "../arguments/asked-window.ts";
import { openNodeBundle } from "../arguments/open-node-bundle.ts";
import { defineTool } from "../tool.ts";
import { resolveId } from "./summarize/resolve-id.ts";

export const summarizeTool = defineTool(summarizeContract, async (input, context, call) => {
  const open = await openNodeBundle(context, input.instanceId, call);
  const { bundle, findings: index, diagnosis } = open;
  const findings = context.baselines.annotate(bundle.cluster, index.findings);
  const { window, selection, windowAnswer } = askedFindings(input, index, findings);
  const inWindow = new Set(selection.inside.map(({ finding }) => finding));
  const ids = [...new Set(input.finding_ids.map((id) => id.trim()))];
  const looked = ids.map((id) => ({ id, found: resolveId(id, open, findings, inWindow, context) }));
  const unresolved = looked.flatMap(({ id, found }) => (found === undefined ? [id] : []));
  const resolved = looked.flatMap(({ found }) => found ?? []);
  const summarized = resolved.map(({ answer }) => answer);
  const ofSeverity = (severity: FindingSeverity) => summarized.filter((answer) => answer.severity === severity);
  const notes = resolved.flatMap(({ note }) => note ?? []);
  const inside = selection.inside.map(({ finding }) => finding);
  return {
    value: {
      success: true as const,
      ...answeringBundleOf(open.bundle),
      grounded: unresolved.length === 0,
      verdict: verdictAnswerOf(diagnosis.verdict),
      criticalFindings: ofSeverity("critical"),
      highFindings: ofSeverity("high"),
      otherFindings: summarized.filter(({ severity }) => severity !== "critical" && severity !== "high"),
      unresolvedFindingIds: unresolved,
      affectedComponents: [...new Set(resolved.flatMap(({ components }) => components))],
      ...(input.includeRecommendations ? { recommendations: fittingPlans(diagnosis.plans).map(remediationAnswerOf) } : {}),
      doNotConclude: doNotConcludeOf(diagnosis.guardrails),
      ...(input.includeTriage
        ? { pod_node_triage: hypothesisAnswerOf(triage(inside, diagnosis.verdict, index.collectedAtMs, window.endMs).rootCause) }
        : {}),
      ...windowAnswer,
      confidence: unresolved.length === 0 ? diagnosis.verdict.confidence : ("low" as const),
      gaps: [...unresolved.map(unresolvedText), ...notes, ...bundleGaps(open, context)],
      nextStep:
        unresolved.length === 0
          ? "State only what has evidence here; call get_sop for the procedure that fits."
          : "Call errors, search or correlate for ids that are known; nothing was concluded from the unresolved ones.",
    },
    keeps,
  };
});

const keeps = { recommendations: keptPlans, doNotConclude: 20, criticalFindings: 6, highFindings: 3 };

function unresolvedText(id: string): string {
  const why =
    id.startsWith("S-") || id.startsWith("C-")
      ? "ids of searches and clusters are forgotten after a while, ask again"
      : "this bundle has none";
  return `unresolved: ${id.slice(0, 40)} (${why})`;
}
