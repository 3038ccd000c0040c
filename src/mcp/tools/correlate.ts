import { correlateContract } from "../../contract/tools/correlate.ts";
import {
  type ChainLink,
  type ClusterMember,
  type Correlation,
  correlate,
  type TemporalCluster,
} from "../../findings/correlation/correlate.ts";
import type { FoundRelation } from "../../findings/correlation/found-relations.ts";
import type { Moment } from "../../findings/correlation/moments.ts";
import type { Finding } from "../../model/finding.ts";
import { isoTime } from "../../model/iso-time.ts";
import type { Diagnosis } from "../../model/verdict.ts";
import { answeringBundleOf } from "../answer-parts/answering-bundle.ts";
import { bundleGaps } from "../answer-parts/bundle-gaps.ts";
import { coverageAnswerOf } from "../answer-parts/coverage-answer.ts";
import { findingNameOf } from "../answer-parts/finding-answer.ts";
import { verdictAnswerOf } from "../answer-parts/triage-answer.ts";
import { askedFindings } from "../arguments/asked-window.ts";
import { openNodeBundle } from "../arguments/open-node-bundle.ts";
import { defineTool } from "../tool.ts";

export const correlateTool = defineTool(correlateContract, async (input, context, call) => {
  const open = await openNodeBundle(context, input.instanceId, call);
  const { bundle, findings: index, diagnosis } = open;
  const { pivotEvent, components } = input;
  const { window, selection, windowAnswer } = askedFindings(input, index, index.findings);
  const found = correlate(
    selection.inside.map(({ finding }) => finding),
    {
      windowSeconds: input.timeWindow,
      span: window,
      collectedAtMs: index.collectedAtMs,
      limit: diagnosis.verdict.limit,
      ...(pivotEvent === undefined ? {} : { pivot: pivotOf(pivotEvent, diagnosis) }),
      ...(components === undefined ? {} : { components }),
    },
  );
  for (const { id, members } of found.clusters)
    context.answeredClusters.set(id, { node: bundle.node, findingIds: members.map(({ finding }) => finding.id) });
  const lacksPivot = pivotEvent !== undefined && found.pivot.length === 0;
  return {
    value: {
      success: true as const,
      ...answeringBundleOf(open.bundle),
      verdict: verdictAnswerOf(diagnosis.verdict),
      ...(pivotEvent === undefined ? {} : { pivot: { asked: pivotEvent, finding_ids: found.pivot.slice(0, 50).map(({ id }) => id) } }),
      potential_root_cause_chain: found.chain.map(linkAnswerOf),
      correlations: found.relations.map(relationAnswerOf),
      temporal_clusters: found.clusters.map(clusterAnswerOf),
      byComponent: byComponent(found.timeline, found.untimed),
      ...(input.response_format === "detailed" ? { timeline: found.timeline.map(momentAnswerOf) } : {}),
      untimed: found.untimed.slice(0, 30).map((finding) => ({ ...findingNameOf(finding), lines: finding.untimed })),
      coverage_report: coverageAnswerOf(index, 5),
      ...windowAnswer,
      confidence: found.confidence,
      caveat: caveat(found),
      gaps: [
        ...(lacksPivot ? ["pivotEvent fits no finding in this window, so nothing was looked for around it; call errors for the ids"] : []),
        ...found.cut.map((what) => `not shown: ${what}`),
        ...bundleGaps(open, context),
      ],
      nextStep: nextStep(found, lacksPivot),
    },
  };
});

/** Evidence of a diagnosis is of a check, whose finding it stands for. */
function pivotOf(asked: string, { evidence }: Diagnosis): string {
  return evidence.find(({ id }) => id === asked)?.type ?? asked;
}

function exactly(isExact: boolean): { readonly exact?: true } {
  return isExact ? { exact: true } : {};
}

function memberAnswerOf({ finding, offsetSeconds, isExact }: ClusterMember) {
  return { ...findingNameOf(finding), offset_seconds: offsetSeconds, ...exactly(isExact) };
}

function linkAnswerOf(link: ChainLink) {
  return {
    ...memberAnswerOf(link),
    at: isoTime(link.atMs),
    ...(link.isState ? { state: true as const } : {}),
    leads_to: link.leadsTo.map(({ id, because }) => ({ finding_id: id, because })),
  };
}

function relationAnswerOf({ cause, consequence, because, order }: FoundRelation) {
  return { cause: findingNameOf(cause), consequence: findingNameOf(consequence), because, order };
}

const mostMembers = 30;

function clusterAnswerOf({ id, startMs, endMs, times, members }: TemporalCluster) {
  return {
    cluster_id: id,
    start: isoTime(startMs),
    end: isoTime(endMs),
    times,
    findings: members.slice(0, mostMembers).map(memberAnswerOf),
  };
}

function momentAnswerOf({ finding, fromMs, untilMs, count, isExact, isState }: Moment) {
  return {
    ...findingNameOf(finding),
    from: isoTime(fromMs),
    until: isoTime(untilMs),
    count,
    ...exactly(isExact),
    ...(isState ? { state: true as const } : {}),
  };
}

function byComponent(timeline: readonly Moment[], untimed: readonly Finding[]) {
  const counted: Record<string, { findings: number; first?: string; last?: string }> = {};
  const findings = new Set([...timeline.map(({ finding }) => finding), ...untimed]);
  for (const { component } of findings) {
    counted[component] = { findings: (counted[component]?.findings ?? 0) + 1 };
  }
  // In order of time: the first to come is the first, and every later one may be the last.
  for (const { finding, fromMs, untilMs } of timeline) {
    const entry = counted[finding.component];
    if (entry === undefined) continue;
    entry.first ??= isoTime(fromMs);
    const until = isoTime(untilMs);
    if (entry.last === undefined || until > entry.last) entry.last = until;
  }
  return counted;
}

function caveat({ confidence, chain }: Correlation): string {
  const states = chain.some(({ isState }) => isState) ? " A state is as of the collection: when it began is not known." : "";
  const said =
    confidence === "medium"
      ? "A pair that is known to be cause and consequence was seen; that it was so here is likely and not proven."
      : "That things happened together does not make one the cause of the other, and no known pair stands behind it.";
  return `${said} Times without exact are to the minute.${states}`;
}

function nextStep({ clusters, chain }: Correlation, lacksPivot: boolean): string {
  if (lacksPivot) return "Call errors for the findings of this window, then correlate with the id of one.";
  const [worst] = clusters;
  if (worst !== undefined) return `Call summarize with ${worst.id}, or search for words of its lines.`;
  return chain.length === 0 ? "Call diagnose for what the readings say." : "Call summarize with the ids of the chain.";
}
