import type { TableComposition } from "../../model/table-composition.ts";

/** The table at one of two moments. */
export interface CountedMoment {
  readonly count: number;
  /** What a walk saw at that moment. */
  readonly composition?: TableComposition;
}

/** A walk sees what lives. One walk bounds what of the count does not, and so from below what has grown; two tell it. */
export function growthBetween(earlier: CountedMoment, now: CountedMoment): { readonly grown: number; readonly isOfTheLiving: boolean } {
  const grown = now.count - earlier.count;
  const living = livingEntries(now);
  if (living === undefined) return { grown, isOfTheLiving: false };
  const before = livingEntries(earlier);
  if (before !== undefined) return { grown: living - before, isOfTheLiving: true };
  return { grown: grown - Math.max(0, now.count - living), isOfTheLiving: true };
}

/** Undefined where the walk did not go through the whole table. */
function livingEntries({ composition }: CountedMoment): number | undefined {
  if (composition === undefined) return undefined;
  const { total, malformed, filteredOut, capped } = composition;
  return capped === undefined && filteredOut === 0 ? total + malformed : undefined;
}
