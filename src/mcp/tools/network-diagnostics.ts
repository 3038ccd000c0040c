import { runChecks } from "../../checks/run-checks.ts";
import {
  type NetworkSection,
  networkDiagnosticsContract,
  networkSections,
  type SectionAnswer,
} from "../../contract/tools/network-diagnostics.ts";
import { ageSeconds } from "../../model/age-seconds.ts";
import { durationText } from "../../model/duration-text.ts";
import type { Diagnosis } from "../../model/verdict.ts";
import type { NetworkBasis } from "../../operations/network-facts/network-basis.ts";
import { networkSectionsOf } from "../../operations/network-facts/network-sections.ts";
import { readNetworkFiles } from "../../operations/network-facts/read-network-files.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { harmlessValue } from "../../report/harmless-value.ts";
import { matchRunbooks } from "../../runbooks/match-runbooks.ts";
import { rankRootCauses } from "../../verdict/rank-root-causes.ts";
import { answeringBundleOf } from "../answer-parts/answering-bundle.ts";
import { bundleRemarks } from "../answer-parts/bundle-gaps.ts";
import { doNotConcludeOf, verdictAnswerOf } from "../answer-parts/triage-answer.ts";
import { openNodeBundle } from "../arguments/open-node-bundle.ts";
import { defineTool, type ToolContext } from "../tool.ts";

export const networkDiagnosticsTool = defineTool(networkDiagnosticsContract, async (input, context, call) => {
  const sections = askedSections(input.sections);
  const open = await openNodeBundle(context, input.instanceId, call);
  const { diagnosis, findings: index, bundle, text } = open;
  const saved = await open.saved(call.signal);
  const { observation } = saved;
  const basis: NetworkBasis = {
    observation,
    files: await readNetworkFiles(open, call.signal),
    signals: runChecks(observation, { full: true }),
    findings: index.findings,
  };
  const diagnostics = networkSectionsOf(sections, basis);
  const answers = sections.flatMap((section) => diagnostics[section] ?? []);
  const notEvaluated = sections.filter((section) => diagnostics[section]?.status === "notEvaluated");
  const age = ageSeconds(bundle.collectedAtMs, context.clock.nowMs());
  const value = {
    success: true as const,
    ...answeringBundleOf(bundle),
    bundleInfo: { ageSeconds: age, age: `collected ${durationText(age)} ago; judged at its own time` },
    verdict: verdictAnswerOf(diagnosis.verdict),
    CRITICAL_WARNINGS: criticalWarnings(diagnosis, answers),
    rootCauseRanking: rankRootCauses(diagnosis).map((cause) => ({ ...cause, evidence: [...cause.evidence] })),
    issuesSummary: { ...countOfIssues(answers), sectionsNotEvaluated: notEvaluated },
    overallAssessment: diagnosis.verdict.summary,
    eksNetworkingContext: { guardrails: doNotConcludeOf(diagnosis.guardrails) },
    diagnostics,
    recommendedSOPs: matchRunbooks(context.runbooks, { verdict: diagnosis.verdict, findings: index.findings })
      .slice(0, 3)
      .map(({ runbook }) => ({ name: runbook.name, title: runbook.about.title })),
    confidence: diagnosis.verdict.limit === "unknown" ? ("none" as const) : diagnosis.verdict.confidence,
    gaps: [
      ...notEvaluated.map(
        (section) => `${section} was not evaluated: ${diagnostics[section]?.notEvaluated[0]?.because ?? "nothing of it is in the bundle"}`,
      ),
      ...bundleRemarks(open),
      ...(text.remarks ?? []),
    ],
    nextStep: nextStep(diagnosis, context.fleet.kind),
  };
  return { value: harmlessValue(value), keeps };
});

const keeps = { CRITICAL_WARNINGS: 5, rootCauseRanking: 5, "eksNetworkingContext.guardrails": 20 };

function askedSections(text: string): readonly NetworkSection[] {
  const names = text
    .split(/[\s,|]+/)
    .map((name) => name.trim().toLowerCase().replaceAll("-", "_"))
    .filter((name) => name !== "");
  const unknown = names.filter((name) => name !== "all" && !networkSections.some((section) => section === name));
  if (names.length === 0 || unknown.length > 0) {
    throw new ToolFailure("bad-argument", `sections: ${unknown.join(", ") || "none"} is not among all, ${networkSections.join(", ")}`);
  }
  return names.includes("all") ? networkSections : networkSections.filter((section) => names.includes(section));
}

/** What loses connections now, by the verdict, by a check or by what a file says. Lines of logs alone are none: they may be of any day. */
function criticalWarnings({ verdict }: Diagnosis, answers: readonly SectionAnswer[]): string[] {
  return [
    ...new Set([
      ...(verdict.severity === "critical" ? [verdict.summary] : []),
      ...answers.flatMap(({ signals }) => signals.filter(({ level }) => level === "issue").map(({ line }) => line)),
      ...answers.flatMap(({ issues }) => issues.filter(({ severity }) => severity === "critical").map(({ what }) => what)),
    ]),
  ];
}

function countOfIssues(answers: readonly SectionAnswer[]) {
  const signals = new Map(
    answers.flatMap(({ signals }) => signals.map((signal) => [`${signal.check} ${signal.line}`, signal.level] as const)),
  );
  const levels = [...signals.values()];
  const issues = answers.flatMap(({ issues }) => issues.map(({ severity }) => severity));
  const count = (level: string, severity: string) =>
    levels.filter((each) => each === level).length + issues.filter((each) => each === severity).length;
  return { critical: count("issue", "critical"), warning: count("warning", "warning"), notice: count("notice", "notice") };
}

function nextStep({ verdict }: Diagnosis, kind: ToolContext["fleet"]["kind"]): string {
  // From a folder of bundles collect gives the same bundle again.
  if (verdict.limit === "unknown" && kind === "bundles") return "Call validate for what the bundle lacks: only another one can tell it.";
  if (verdict.limit === "unknown") return "Call collect for the node: what is missing stands under notEvaluated of each section.";
  if (verdict.severity === "ok") return "Connection tracking needs nothing. Call search or errors for what else the logs say.";
  return "Call diagnose for the plans, and get_sop with the first of recommendedSOPs.";
}
