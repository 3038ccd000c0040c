import type { Comparison } from "../analysis/compare-snapshots.ts";
import type { Suggestion } from "../analysis/suggest-from-comparison.ts";
import { durationText } from "../model/duration-text.ts";
import { isoTime } from "../model/iso-time.ts";
import type { Diagnosis } from "../model/verdict.ts";
import { differenceTable, notComparableItems, thresholdText } from "./difference-table.ts";
import type { Block, Document } from "./document.ts";
import { harmlessText } from "./harmless-text.ts";

/** Two observations side by side: each judged for itself, then what differs, then what that suggests. */
export interface ComparedPair {
  readonly a: Diagnosis;
  readonly b: Diagnosis;
  readonly comparison: Comparison;
  readonly suggestions: readonly Suggestion[];
}

export function compareReport({ a, b, comparison, suggestions }: ComparedPair): Document {
  return [
    { kind: "title", text: `${sideName(a)} against ${sideName(b)}: ${a.verdict.limit} · ${b.verdict.limit}` },
    { kind: "heading", text: "Verdict of each" },
    verdictTable(a, b),
    { kind: "list", items: [`A: ${harmlessText(a.verdict.summary)}`, `B: ${harmlessText(b.verdict.summary)}`] },
    { kind: "paragraph", text: pairText(comparison) },
    ...differenceBlocks(comparison),
    ...suggestionBlocks(suggestions),
    ...listUnder("Not comparable", notComparableItems(comparison.notComparable)),
    ...listUnder("Also to know", [...sideRemarks("A", a), ...sideRemarks("B", b)]),
    { kind: "paragraph", text: thresholdText },
  ];
}

function sideRemarks(side: "A" | "B", { remarks }: Diagnosis): readonly string[] {
  return remarks.map((remark) => `${side}: ${harmlessText(remark)}`);
}

function sideName({ node }: Diagnosis): string {
  return harmlessText(node);
}

function verdictTable(a: Diagnosis, b: Diagnosis): Block {
  const titles = ["", "from", "node", "taken", "limit", "severity", "confidence", "causes and look-alikes"];
  const row = (side: string, { origin, node, takenAtMs, verdict }: Diagnosis) => [
    side,
    harmlessText(origin),
    harmlessText(node),
    isoTime(takenAtMs),
    verdict.limit,
    verdict.severity,
    verdict.confidence,
    [...verdict.causes, ...verdict.lookAlikes].map(({ id }) => id).join(", "),
  ];
  return { kind: "table", columns: titles.map((title) => ({ title, align: "left" })), rows: [row("A", a), row("B", b)] };
}

function pairText({ nodes, secondsBetween }: Comparison): string {
  const apart =
    secondsBetween === 0 ? "of the same time" : `${durationText(Math.abs(secondsBetween))} ${secondsBetween > 0 ? "later" : "earlier"}`;
  switch (nodes) {
    case "same-node":
      return `B is the same node, ${apart}.`;
    case "two-nodes":
      return `A and B are two nodes; B is ${apart}.`;
    case "unknown":
      return `It is not known whether A and B are one node; B is ${apart}.`;
  }
}

function differenceBlocks({ differences, notComparable }: Comparison): Block[] {
  if (differences.length === 0) {
    const rest = notComparable.length === 0 ? "" : " of what could be compared";
    return [{ kind: "paragraph", text: `Nothing${rest} differs by as much as counts here.` }];
  }
  return (["large", "notable"] as const).flatMap((weight) => {
    const ofWeight = differences.filter((difference) => difference.weight === weight);
    return ofWeight.length === 0
      ? []
      : [
          { kind: "heading" as const, text: weight === "large" ? "What differs much" : "What differs" },
          differenceTable(ofWeight, "A", "B"),
        ];
  });
}

function suggestionBlocks(suggestions: readonly Suggestion[]): Block[] {
  return listUnder(
    "What that suggests",
    suggestions.map(({ side, says, names, nextCommand }) => {
      const where = side === "both" ? "" : `${side.toUpperCase()}: `;
      const who = names.length === 0 ? "" : ` Most of all ${names.map(harmlessText).join(", ")}.`;
      return `${where}${says}${who} Next: ${nextCommand}`;
    }),
  );
}

function listUnder(heading: string, items: readonly string[]): Block[] {
  return items.length === 0
    ? []
    : [
        { kind: "heading", text: heading },
        { kind: "list", items },
      ];
}
