import { type ComparisonThresholds, comparisonThresholds } from "../analysis/comparison/comparison-thresholds.ts";
import { isoTime } from "../model/iso-time.ts";
import type { Diagnosis } from "../model/verdict.ts";
import type { ComparedPair } from "./compare-report.ts";
import { harmlessDifference, harmlessGap } from "./harmless-difference.ts";
import { harmlessText } from "./harmless-text.ts";
import { harmlessVerdict } from "./harmless-verdict.ts";

/** The answer as data; `src/contract/compare-result.ts` is its schema. */
export function compareResult({ a, b, comparison, suggestions }: ComparedPair) {
  const { nodes, secondsBetween, differences, notComparable } = comparison;
  return {
    schemaVersion: 1 as const,
    a: sideResult(a),
    b: sideResult(b),
    nodes,
    secondsBetween,
    differences: differences.map(harmlessDifference),
    suggestions: suggestions.map((suggestion) => ({ ...suggestion, names: suggestion.names.map(harmlessText) })),
    notComparable: notComparable.map(harmlessGap),
    thresholds,
  };
}

const thresholds: ComparisonThresholds = comparisonThresholds;

export type CompareResult = ReturnType<typeof compareResult>;

function sideResult({ origin, node, takenAtMs, windowSeconds, verdict, remarks }: Diagnosis) {
  return {
    origin: harmlessText(origin),
    node: harmlessText(node),
    takenAt: isoTime(takenAtMs),
    windowSeconds,
    verdict: harmlessVerdict(verdict),
    remarks: remarks.map(harmlessText),
  };
}
