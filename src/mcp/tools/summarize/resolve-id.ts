import type { PlaceAnswer } from "../../../contract/tools/parts/finding-answer.ts";
import type { Finding, FindingSeverity } from "../../../model/finding.ts";
import { isoTime } from "../../../model/iso-time.ts";
import type { OpenBundle } from "../../../operations/bundle-shelf/bundle-shelf.ts";
import { placeAnswerOf } from "../../answer-parts/finding-answer.ts";
import { clusterOf } from "../../arguments/cluster-of-id.ts";
import type { ToolContext } from "../../tool.ts";

/** What an id stands for, as the answer says it. */
export interface ResolvedId {
  readonly answer: SummarizedFinding;
  readonly components: readonly string[];
  /** What is odd about it. */
  readonly note?: string;
}

interface SummarizedFinding {
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

/** Undefined where nobody knows the id. */
export function resolveId(
  id: string,
  open: OpenBundle,
  findings: readonly Finding[],
  inWindow: ReadonlySet<Finding>,
  context: ToolContext,
): ResolvedId | undefined {
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

function findingSummary(finding: Finding, inWindow: ReadonlySet<Finding>): SummarizedFinding {
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
function evidenceSummary(id: string, { diagnosis }: OpenBundle, findings: readonly Finding[]): ResolvedId | undefined {
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
): ResolvedId | undefined {
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

function searchSummary(id: string, { bundle }: OpenBundle, { searchFindings }: ToolContext): ResolvedId | undefined {
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
