import { quickTriageContract } from "../../contract/tools/quick-triage.ts";
import { nextOfFinding } from "../../findings/next-of-finding.ts";
import { type Triage, triage } from "../../findings/triage.ts";
import type { WindowedFinding } from "../../findings/window/findings-in-window.ts";
import { isoTime } from "../../model/iso-time.ts";
import type { Diagnosis } from "../../model/verdict.ts";
import { matchRunbooks } from "../../runbooks/match-runbooks.ts";
import { answeringBundleOf } from "../answer-parts/answering-bundle.ts";
import { bundleGaps } from "../answer-parts/bundle-gaps.ts";
import { countBySeverity } from "../answer-parts/count-by-severity.ts";
import { coverageAnswerOf } from "../answer-parts/coverage-answer.ts";
import { findingAnswerOf, placeAnswerOf, placeInSpan } from "../answer-parts/finding-answer.ts";
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

export const quickTriageTool = defineTool(quickTriageContract, async (input, context, call) => {
  const open = await openNodeBundle(context, input.instanceId, call);
  const { bundle, findings: index, diagnosis } = open;
  const { verdict } = diagnosis;
  const annotated = context.baselines.annotate(bundle.cluster, index.findings);
  const { window, selection, windowAnswer } = askedFindings(input, index, annotated);
  const { inside } = selection;
  const findings = inside.map(({ finding }) => finding);
  const triaged = triage(findings, verdict, index.collectedAtMs, window.endMs);
  const listed = inside.filter(({ finding }) => input.severity === "all" || finding.severity === input.severity);
  const matches = matchRunbooks(context.runbooks, { verdict, findings });
  const [sop] = matches;
  return {
    value: {
      success: true as const,
      ...answeringBundleOf(open.bundle),
      verdict: verdictAnswerOf(verdict),
      ...(input.includeTriage ? triageAnswerOf(triaged) : {}),
      errorSummary: { total: inside.length, ...countBySeverity(inside) },
      findings: listed.slice(0, mostFindings).map((windowed) => findingAnswerOf(windowed, "concise", window)),
      topEvidence: topEvidence(diagnosis, inside, window),
      remediation: fittingPlans(diagnosis.plans).slice(0, mostRemedies).map(remediationAnswerOf),
      followupCommands: [...followups(triaged, inside)],
      recommendedSOPs: matches
        .slice(0, mostSops)
        .map(({ runbook, because }) => ({ name: runbook.name, title: runbook.about.title, because: because.slice(0, 3) })),
      doNotConclude: doNotConcludeOf(diagnosis.guardrails),
      coverage_report: coverageAnswerOf(index, 5),
      ...windowAnswer,
      confidence: triaged.rootCause.confidence,
      gaps: [
        ...(listed.length > mostFindings ? [`${listed.length - mostFindings} further findings: call errors for all of them`] : []),
        ...bundleGaps(open, context),
      ],
      nextStep:
        sop === undefined
          ? "Call list_sops with a word of the symptom, or diagnose for the verdict."
          : `Call get_sop with ${sop.runbook.name} and follow it.`,
    },
    keeps,
  };
});

const keeps = { remediation: keptPlans, doNotConclude: 20, topEvidence: 5, findings: 3 };
const mostFindings = 30;
const mostEvidence = 15;
const mostRemedies = 5;
const mostSops = 5;
const mostCommands = 8;

function triageAnswerOf({ rootCause, secondary }: Triage) {
  return { rootCause: hypothesisAnswerOf(rootCause), secondaryHypotheses: secondary.map(hypothesisAnswerOf) };
}

/** What the verdict rests on, then a place of each of the worst findings of logs. */
function topEvidence(
  { evidence }: Diagnosis,
  inside: readonly WindowedFinding[],
  window: { readonly startMs: number; readonly endMs: number },
) {
  const measured = evidence
    .filter(({ speaks }) => speaks === "for")
    .map(({ id, source, takenAtMs, content }) => ({ id, source, at: isoTime(takenAtMs), excerpt: content }));
  const told = inside
    .filter(({ finding }) => finding.from === "log")
    .flatMap(({ finding }) => {
      const place = placeInSpan(finding.evidence, window);
      if (place === undefined) return [];
      const { source_file: source, ...rest } = placeAnswerOf(place);
      return [{ id: finding.id, source, ...rest }];
    });
  // Half of the room for the logs, where both have enough to say.
  const roomOfMeasured = Math.max(mostEvidence - told.length, Math.ceil(mostEvidence / 2));
  return [...measured.slice(0, roomOfMeasured), ...told].slice(0, mostEvidence);
}

/** Of the catalogues, for the findings of the root cause first. */
function followups({ rootCause }: Triage, inside: readonly WindowedFinding[]): readonly string[] {
  const findings = [...rootCause.findings, ...inside.map(({ finding }) => finding)].filter(({ severity }) => severity !== "info");
  return [...new Set(findings.flatMap((finding) => nextOfFinding(finding) ?? []))].slice(0, mostCommands);
}
