import type { DifferenceWeight } from "../../model/difference.ts";

/** From where on something counts as different. They are said with every comparison. */
export const comparisonThresholds = {
  /** Points of a share: chosen, since two walks of one quiet table differ by less than 2. */
  notableShare: 0.05,
  largeShare: 0.2,
  /** Below so many entries a share jumps with a single client: nothing is made of it. */
  leastEntries: 100,
  /** How many times as much of something that has no whole to be a share of. */
  notableFactor: 1.5,
  largeFactor: 3,
  /** Rates jump more than amounts do: two windows of 2 s of one node differ by half. */
  notableRateFactor: 2,
  largeRateFactor: 10,
  /** The most of one list (clients, destinations, sysctls) that is said. */
  longestList: 10,
} as const;

export type ComparisonThresholds = Readonly<Record<keyof typeof comparisonThresholds, number>>;

export function weightOfShares(before: number, after: number): DifferenceWeight | undefined {
  const moved = Math.abs(after - before);
  if (moved < comparisonThresholds.notableShare) return undefined;
  return moved >= comparisonThresholds.largeShare ? "large" : "notable";
}

/** Undefined while the larger is less than the notable factor of the smaller. Something that came from nothing is large. */
export function weightOfFactor(before: number, after: number): DifferenceWeight | undefined {
  return byFactor(before, after, comparisonThresholds.notableFactor, comparisonThresholds.largeFactor);
}

export function weightOfRates(before: number, after: number): DifferenceWeight | undefined {
  return byFactor(before, after, comparisonThresholds.notableRateFactor, comparisonThresholds.largeRateFactor);
}

function byFactor(before: number, after: number, notable: number, large: number): DifferenceWeight | undefined {
  const [less, more] = before < after ? [before, after] : [after, before];
  if (more < less * notable || more === less) return undefined;
  return more >= less * large ? "large" : "notable";
}
