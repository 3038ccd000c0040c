import type { Comparison } from "../analysis/compare-snapshots.ts";
import { isoTime } from "../model/iso-time.ts";
import { differenceTable, notComparableItems, thresholdText } from "./difference-table.ts";
import type { Block } from "./document.ts";
import { harmlessDifference, harmlessGap } from "./harmless-difference.ts";
import { harmlessText } from "./harmless-text.ts";

/** What a diagnosis is held against. It says what is different from then; the verdict is reached without it. */
export interface Baseline {
  readonly origin: string;
  readonly node: string;
  readonly takenAtMs: number;
  /** From the baseline to what is diagnosed. */
  readonly comparison: Comparison;
}

export function baselineBlocks({ origin, node, takenAtMs, comparison: { differences, notComparable } }: Baseline): Block[] {
  const lacking = notComparableItems(notComparable);
  return [
    { kind: "heading", text: "Against the baseline" },
    {
      kind: "paragraph",
      text: `A is ${harmlessText(origin)}, ${harmlessText(node)}, ${isoTime(takenAtMs)}; B is what is diagnosed here. The verdict is reached without it.`,
    },
    differences.length === 0
      ? { kind: "paragraph", text: "Nothing of what could be compared differs by as much as counts here." }
      : differenceTable(differences, "A", "B"),
    ...(lacking.length === 0 ? [] : [{ kind: "list" as const, items: lacking.map((item) => `not comparable: ${item}`) }]),
    { kind: "paragraph", text: thresholdText },
  ];
}

/** The same as data, for `baseline` of the answer. */
export function baselineResult({ origin, node, takenAtMs, comparison }: Baseline) {
  return {
    origin: harmlessText(origin),
    node: harmlessText(node),
    takenAt: isoTime(takenAtMs),
    differences: comparison.differences.map(harmlessDifference),
    notComparable: comparison.notComparable.map(harmlessGap),
  };
}
