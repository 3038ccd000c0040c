import type { Difference, DifferenceFigure, DifferenceWeight } from "../../model/difference.ts";
import { comparisonThresholds, weightOfShares } from "./comparison-thresholds.ts";

type Told = Pick<Difference, "topic" | "area" | "what" | "unit"> & Partial<Pick<Difference, "subject" | "meaning" | "note">>;

/** A setting or a size: any difference counts. One that only one side has is left to those who know what its lack means. */
export function settingDifference<T extends number | string>(
  told: Told,
  before: T | undefined,
  after: T | undefined,
  weigh: (before: T, after: T) => DifferenceWeight = () => "notable",
): readonly Difference[] {
  if (before === undefined || after === undefined || before === after) return [];
  const more = typeof before === "number" && typeof after === "number" ? moreAt(before, after) : {};
  return [{ ...told, before, after, weight: weigh(before, after), ...more }];
}

/** Something that is there or not, such as a module. */
export function presenceDifference(told: Told, before: DifferenceFigure, after: DifferenceFigure): readonly Difference[] {
  return before === after ? [] : [{ ...told, before, after, weight: "notable", ...moreAt(amountOf(before), amountOf(after)) }];
}

/** A size: large from the large factor on. */
export function sizeDifference(told: Told, before: number | undefined, after: number | undefined): readonly Difference[] {
  return settingDifference(told, before, after, (left, right) => {
    const [less, more] = left < right ? [left, right] : [right, left];
    return more >= less * comparisonThresholds.largeFactor ? "large" : "notable";
  });
}

export interface Portion {
  readonly entries: number;
  readonly of: number;
}

/**
 * A part of a whole; nothing is made of wholes that are too small. Of a share of a table that filled it is only more where there are more entries too: all
 * others fall and rise with what fills it.
 */
export function shareDifference(told: Omit<Told, "unit">, before: Portion, after: Portion): readonly Difference[] {
  if (Math.min(before.of, after.of) < comparisonThresholds.leastEntries) return [];
  const [left, right] = [before.entries / before.of, after.entries / after.of];
  const weight = weightOfShares(left, right);
  if (weight === undefined) return [];
  const more = told.area === "use" ? moreAt(left, right) : moreEntriesAt(before, after);
  const isOfShare = (more.moreAt === "b") === right > left;
  return [
    {
      ...{ ...told, before: left, after: right, unit: "share", entriesBefore: before.entries, entriesAfter: after.entries, weight },
      ...(isOfShare ? more : {}),
    },
  ];
}

type MoreAt = Pick<Difference, "moreAt">;

export function moreAt(before: number, after: number): MoreAt {
  return before === after ? {} : { moreAt: after > before ? "b" : "a" };
}

/** By so many that the larger of the wholes would notice. */
export function moreEntriesAt(before: Portion, after: Portion): MoreAt {
  const isNoticed = Math.abs(after.entries - before.entries) >= comparisonThresholds.notableShare * Math.max(before.of, after.of);
  return isNoticed ? moreAt(before.entries, after.entries) : {};
}

function amountOf(figure: DifferenceFigure): number {
  return typeof figure === "number" ? figure : figure === null ? 0 : 1;
}

/** The names of both, in the order of the first. */
export function namesOf(before: object, after: object): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])];
}
