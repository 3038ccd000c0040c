import { comparisonThresholds } from "../analysis/comparison/comparison-thresholds.ts";
import type { NotComparable } from "../analysis/comparison/part-comparison.ts";
import type { Difference, DifferenceFigure, DifferenceUnit } from "../model/difference.ts";
import { durationText } from "../model/duration-text.ts";
import type { Block } from "./document.ts";
import { countText, percentText, rateText } from "./figures.ts";
import { harmlessText } from "./harmless-text.ts";

/** Differences side by side, under the name that each side has in the report. */
export function differenceTable(differences: readonly Difference[], before: string, after: string): Block {
  return {
    kind: "table",
    columns: [
      { title: "", align: "left" },
      { title: "", align: "left" },
      { title: before, align: "right" },
      { title: after, align: "right" },
      { title: "", align: "left" },
    ],
    rows: differences.map(({ area, what, unit, meaning, note, ...figures }) => [
      area,
      harmlessText(what),
      figureText(figures.before, unit, figures.entriesBefore),
      figureText(figures.after, unit, figures.entriesAfter),
      [meaning, note].flatMap((text) => (text === undefined ? [] : [harmlessText(text)])).join("; "),
    ]),
  };
}

/** What could not be compared: what lacks for one reason is said once. */
export function notComparableItems(notComparable: readonly NotComparable[]): readonly string[] {
  const byReason = Map.groupBy(notComparable, ({ side, because }) => `${sideText[side]}: ${harmlessText(because)}`);
  return [...byReason].map(([reason, gaps]) => `${[...new Set(gaps.map(({ what }) => what))].join(", ")}: ${reason}`);
}

const sideText = { a: "A", b: "B", both: "both" } as const;

function figureText(figure: DifferenceFigure, unit: DifferenceUnit, entries: number | undefined): string {
  if (figure === null) return "–";
  if (typeof figure === "string") return harmlessText(figure);
  switch (unit) {
    case "share":
      return entries === undefined ? percentText(figure) : `${percentText(figure)} (${countText(entries)})`;
    case "per-second":
      return `${rateText(figure)}/s`;
    case "seconds":
      return durationText(figure);
    case "bytes":
      return `${countText(figure / 1_000_000)} MB`;
    default:
      return countText(figure);
  }
}

const { notableShare, largeShare, notableFactor, largeFactor, notableRateFactor, leastEntries } = comparisonThresholds;

/** From where on something is said to differ. */
export const thresholdText = `Listed are shares of at least ${leastEntries} entries that moved by ${notableShare * 100} points or more (much: ${largeShare * 100}), amounts that differ ${notableFactor} times (much: ${largeFactor}), rates that differ ${notableRateFactor} times, and settings that are not the same.`;
