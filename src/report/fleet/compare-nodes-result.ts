import type { Comparison } from "../../analysis/compare-snapshots.ts";
import type { ConfigurationComparison } from "../../analysis/fleet/compare-configurations.ts";
import type { FindingComparison, FindingRow } from "../../analysis/fleet/compare-findings.ts";
import type { Insight } from "../../analysis/fleet/compare-insight.ts";
import type { Suggestion } from "../../analysis/suggest-from-comparison.ts";
import type { Diagnosis } from "../../model/verdict.ts";
import { harmlessValue } from "../harmless-value.ts";
import { answeringNodeResult } from "./answering-node-result.ts";

export interface ComparedNodes {
  readonly nodes: readonly {
    /** By which the answer names it: the name of the node, or of its bundle where two are of one node. */
    readonly label: string;
    readonly name: string;
    readonly isLive: boolean;
    readonly bundleId?: string;
    readonly isRedacted: boolean;
    readonly diagnosis: Diagnosis;
  }[];
  readonly insight: Insight;
  readonly findings?: FindingComparison;
  readonly configuration?: ConfigurationComparison;
  readonly pair?: { readonly comparison: Comparison; readonly suggestions: readonly Suggestion[] };
}

/** The answer as data; `src/contract/tools/compare-nodes.ts` is its schema. */
export function compareNodesResult({ nodes, insight, findings, configuration, pair }: ComparedNodes) {
  const labels = nodes.map(({ label }) => label);
  const byLabel = <T>(values: readonly T[]) => values.flatMap((value, place) => [[labels[place] ?? "", value] as const]);
  return harmlessValue({
    insight: insight.says,
    insightKind: insight.kind,
    caveats: [...insight.caveats],
    nodes: nodes.map(({ label, name, isLive, bundleId, isRedacted, diagnosis: { takenAtMs, verdict } }) => ({
      label,
      ...answeringNodeResult({ facts: { name }, isLive, ...(bundleId === undefined ? {} : { bundleId }), takenAtMs }),
      severity: verdict.severity,
      limit: verdict.limit,
      isRedacted,
    })),
    commonFindings: (findings?.everywhere ?? []).map(findingResult),
    uniqueFindings: Object.fromEntries((findings?.alone ?? []).map(({ node, rows }) => [node, rows.map(findingResult)])),
    configDiffs: (configuration?.differences ?? []).map(({ name, area, values, usual }) => ({
      name,
      area,
      values: Object.fromEntries(byLabel(values).flatMap(([label, value]) => (value === null ? [] : [[label, value] as const]))),
      ...(usual === undefined ? {} : { usual }),
    })),
    comparisonMatrix: (findings?.rows ?? []).map(({ source, subject, on }) => ({
      pattern: source,
      ...(subject === undefined ? {} : { subject }),
      on: Object.fromEntries(byLabel(on)),
    })),
    ...(pair === undefined
      ? {}
      : {
          pair: {
            differences: pair.comparison.differences.slice(0, mostDifferences).map((difference) => ({ ...difference })),
            suggestions: pair.suggestions.map(({ id, side, says, names, nextCommand }) => ({
              id,
              on: side === "both" ? "both" : (labels[side === "a" ? 0 : 1] ?? side),
              says,
              names: [...names],
              nextCommand,
            })),
          },
        }),
  });
}

const mostDifferences = 40;

function findingResult({ source, subject, title, severity, component }: FindingRow) {
  return { pattern: source, ...(subject === undefined ? {} : { subject }), title, severity, component };
}
