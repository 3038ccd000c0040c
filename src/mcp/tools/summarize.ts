import type { PlaceAnswer } from "../../contract/tools/parts/finding-answer.ts";
import { summarizeContract } from "../../contract/tools/summarize.ts";
import { triage } from "../../findings/triage.ts";
import type { Finding, FindingSeverity } from "../../model/finding.ts";
import { isoTime } from "../../model/iso-time.ts";
import type { OpenBundle } from "../../operations/bundle-shelf/bundle-shelf.ts";
import { answeringBundleOf } from "../answer-parts/answering-bundle.ts";
import { bundleGaps } from "../answer-parts/bundle-gaps.ts";
import { placeAnswerOf } from "../answer-parts/finding-answer.ts";
import {
  doNotConcludeOf,
  fittingPlans,
  hypothesisAnswerOf,
  keptPlans,
  remediationAnswerOf,
  verdictAnswerOf,
} from "../answer-parts/triage-answer.ts";
import { askedFindings } from "../arguments/asked-window.ts";
import { clusterOf } from "../arguments/cluster-of-id.ts";
import { openNodeBundle } from "../arguments/open-node-bundle.ts";
import { defineTool, type ToolContext } from "../tool.ts";

export const summarizeTool = defineTool(summarizeContract, async (input, context, call) => {
  const open = await openNodeBundle(context, input.instanceId, call);
  const { bundle, findings: index, diagnosis } = open;
  const findings = context.baselines.annotate(bundle.cluster, index.findings);
  const { window, selection, windowAnswer } = askedFindings(input, index, findings);
  const inWindow = new Set(selection.inside.map(({ finding }) => finding));
  const ids = [...new Set(input.finding_ids.map((id) => id.trim()))];
  const looked = ids.map((id) => ({ id, found: resolve(id, open, findings, inWindow, context) }));
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

interface Resolved {
  readonly answer: SummarizedAnswer;
  readonly components: readonly string[];
  /** What is odd about it. */
  readonly note?: string;
}

interface SummarizedAnswer {
  finding_id: string;
  kind: "finding" | "search" | "cluster" | "evidence";
  severity?: FindingSeverity;
  title: string;
  subject?: string;
  means?: string;
  does_not_mean?: string;
  baseline_note?: string;
  in_window?: boolean;
  members?: string[];
  evidence: PlaceAnswer[];
}

function resolve(
  id: string,
  open: OpenBundle,
  findings: readonly Finding[],
  inWindow: ReadonlySet<Finding>,
  context: ToolContext,
): Resolved | undefined {
  switch (id.slice(0, 2)) {
    case "F-": {
      const finding = findings.find((one) => one.id === id);
      return finding === undefined ? undefined : { answer: findingSummary(finding, inWindow), components: [finding.component] };
    }
    case "E-":
      return evidenceSummary(id, open, findings);
    case "C-":
      return clusterSummary(id, open, findings, inWindow, context);
    case "S-":
      return searchSummary(id, open, context);
    default:
      return undefined;
  }
}

function findingSummary(finding: Finding, inWindow: ReadonlySet<Finding>): SummarizedAnswer {
  return {
    ...{ finding_id: finding.id, kind: "finding", severity: finding.severity, title: finding.title },
    ...(finding.subject === undefined ? {} : { subject: finding.subject }),
    means: finding.means,
    does_not_mean: finding.doesNotMean,
    ...(finding.baseline === undefined ? {} : { baseline_note: finding.baseline }),
    in_window: inWindow.has(finding),
    evidence: finding.evidence.slice(0, mostPlaces).map(placeAnswerOf),
  };
}

const mostPlaces = 3;

/** What stands in a diagnosis, with the severity of the finding of the same check; what speaks against a verdict has none. */
function evidenceSummary(id: string, { diagnosis }: OpenBundle, findings: readonly Finding[]): Resolved | undefined {
  const evidence = diagnosis.evidence.find((one) => one.id === id);
  if (evidence === undefined) return undefined;
  const finding = findings.find(
    ({ from, source, evidence: places }) => from === "check" && source === evidence.type && places[0]?.excerpt === evidence.content,
  );
  return {
    answer: {
      ...{ finding_id: id, kind: "evidence", title: `${finding?.title ?? evidence.type}: speaks ${evidence.speaks} the verdict` },
      ...(finding === undefined ? {} : { severity: finding.severity, means: finding.means, does_not_mean: finding.doesNotMean }),
      evidence: [{ source_file: evidence.source, at: isoTime(evidence.takenAtMs), excerpt: evidence.content }],
    },
    components: finding === undefined ? [] : [finding.component],
  };
}

function clusterSummary(
  id: string,
  open: OpenBundle,
  findings: readonly Finding[],
  inWindow: ReadonlySet<Finding>,
  context: ToolContext,
): Resolved | undefined {
  const members = clusterOf(id, open, findings, context.answeredClusters);
  const [worst] = members;
  if (worst === undefined) return undefined;
  return {
    answer: {
      finding_id: id,
      kind: "cluster",
      severity: worst.severity,
      title: `${members.length} findings that came together: ${[...new Set(members.map(({ title }) => title))].slice(0, 5).join("; ")}`,
      in_window: members.some((finding) => inWindow.has(finding)),
      members: members.map((finding) => finding.id),
      evidence: members
        .flatMap(({ evidence }) => evidence.slice(0, 1))
        .slice(0, 8)
        .map(placeAnswerOf),
    },
    components: members.map(({ component }) => component),
  };
}

function searchSummary(id: string, { bundle }: OpenBundle, { searchFindings }: ToolContext): Resolved | undefined {
  const found = searchFindings.find(id);
  if (found === undefined || found.node !== bundle.node) return undefined;
  const isEarlier = found.bundleId !== bundle.id;
  return {
    answer: {
      ...{ finding_id: id, kind: "search", title: `${found.matchCount} lines of ${found.file} match ${JSON.stringify(found.query)}` },
      evidence: found.matches.map(({ line, text }) => ({ source_file: found.file, line_range: String(line), excerpt: text })),
    },
    components: [],
    ...(isEarlier ? { note: `${id} was found in another bundle of the node: ${found.bundleId}` } : {}),
  };
}
