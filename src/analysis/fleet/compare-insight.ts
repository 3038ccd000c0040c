import type { ConfigurationComparison } from "./compare-configurations.ts";
import { type FindingComparison, type FindingRow, isFound } from "./compare-findings.ts";

export interface Insight {
  /** `common`: what was found is on all of them. `individual`: no two have the same. `mixed`: some is on several. `nothing-found`; `not-asked`: findings were not compared. */
  readonly kind: "common" | "individual" | "mixed" | "nothing-found" | "not-asked";
  readonly says: string;
  /** What the comparison does not show. */
  readonly caveats: readonly string[];
}

export interface InsightFacts {
  readonly findings?: FindingComparison;
  readonly configuration?: ConfigurationComparison;
  /** Between the first and the last look at them. */
  readonly spanSeconds: number;
  readonly hasCommonNames: boolean;
  /** Nodes among them that are not in trouble: what those have as well is no cause. */
  readonly well: number;
}

/** Traffic of a node changes within minutes. */
const nearSeconds = 600;

export function compareInsight({ findings, configuration, spanSeconds, hasCommonNames, well }: InsightFacts): Insight {
  const kind = kindOf(findings);
  const open = findings?.open.length ?? 0;
  return {
    kind,
    says: `${sentence(kind, findings)}${configurationSentence(configuration)}`,
    caveats: [
      ...(kind === "not-asked" || well > 0
        ? []
        : ["What nodes have in common is no cause yet: nodes that are well may have it too, and none of these is."]),
      ...(open === 0
        ? []
        : [`${open} findings are on one node, and could not be looked for on another: they are not counted as that node's alone.`]),
      ...(spanSeconds > nearSeconds
        ? [`${spanText(spanSeconds)} lie between the first and the last of them: a difference may be one of time and not of nodes.`]
        : []),
      ...(hasCommonNames
        ? []
        : ["Names and addresses were replaced in one of them or more, otherwise in each: what findings are about was not compared."]),
    ],
  };
}

function kindOf(findings: FindingComparison | undefined): Insight["kind"] {
  if (findings === undefined) return "not-asked";
  if (findings.rows.length === 0) return "nothing-found";
  if (findings.everywhere.length === findings.rows.length) return "common";
  return findings.rows.some((row) => spread(row) > 1) ? "mixed" : "individual";
}

function sentence(kind: Insight["kind"], findings: FindingComparison | undefined): string {
  if (findings === undefined) return "What is wrong on them was not compared.";
  const { nodes, rows, everywhere, alone, sameKind } = findings;
  const all = nodes.length;
  const alike = sameKind.length === 0 ? "" : ` Of the same kind on all of them, but about something else on each: ${sameKind.join(", ")}.`;
  switch (kind) {
    case "nothing-found":
      return `Nothing is wrong on any of the ${all}, as far as could be looked.`;
    case "common":
      return `All ${rows.length} findings are on all ${all} nodes: what they share (configuration, image, workload, traffic) is the likelier cause than a fault of one of them.`;
    case "individual":
      return `No two of the ${all} nodes have one of the ${rows.length} findings in common: this looks like a matter of single nodes.${alike}`;
    default: {
      const shared = rows.filter((row) => spread(row) > 1 && spread(row) < all);
      const group = groupOf(shared, nodes);
      const begin = `${everywhere.length} of ${rows.length} findings are on all ${all} nodes, ${shared.length} on several and ${alone.reduce((sum, node) => sum + node.rows.length, 0)} on one alone.`;
      return `${begin}${group === undefined ? "" : ` Those on several are on ${group}: what these share, and the others do not, is where to look.`}${alike}`;
    }
  }
}

function spread({ on }: FindingRow): number {
  return on.filter(isFound).length;
}

/** Where all that is on several is on the same ones. */
function groupOf(rows: readonly FindingRow[], nodes: readonly string[]): string | undefined {
  const groups = new Set(rows.map(({ on }) => nodes.filter((_, place) => isFound(on[place])).join(", ")));
  const [group] = groups;
  return groups.size === 1 ? group : undefined;
}

function configurationSentence(configuration: ConfigurationComparison | undefined): string {
  if (configuration === undefined) return "";
  const { differences, alike } = configuration;
  if (differences.length === 0)
    return alike === 0
      ? " No configuration of two of them could be compared."
      : ` Their configuration is alike in all ${alike} lines that could be compared.`;
  return ` Their configuration differs in ${differences.length} of ${differences.length + alike} lines.`;
}

function spanText(seconds: number): string {
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
