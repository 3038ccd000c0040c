import type { Band } from "../../model/forecast.ts";
import type { CurvePoint } from "./count-series.ts";

/** A straight line through points that a few wild ones cannot turn. */
export interface RobustLine {
  /** Entries a second. */
  readonly slope: Band;
  readonly entriesAt: (seconds: number) => number;
  /** What nine of ten points keep within, above and below the line. */
  readonly swing: number;
  readonly overSeconds: number;
}

/** Of a normal distribution 95 % lie within so many standard deviations. */
const deviations = 1.96;

/** Residuals that follow one another this closely leave nothing to tell a trend by; the band is then as wide as all the slopes there are. */
const mostCorrelated = 0.95;

/**
 * Theil and Sen: the median of the slopes between all pairs of points. Up to 29 % of the points may be anything at all. The band is taken from the spread of
 * the same slopes, by Kendall's variance of how many of them can lie on the wrong side; it is widened where neighbouring points err together, as they do in a
 * table whose entries outlive the time between two samples. At least two points.
 */
export function robustLine(points: readonly CurvePoint[]): RobustLine {
  const slopes = pairwiseSlopes(points);
  const estimate = quantile(slopes, 0.5);
  const base = median(points.map(({ seconds, entries }) => entries - estimate * seconds));
  const entriesAt = (seconds: number) => base + estimate * seconds;
  const residuals = points.map(({ seconds, entries }) => entries - entriesAt(seconds));
  const count = points.length;
  const inversions = deviations * Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18);
  const share = Math.min(1, (inversions * widening(residuals)) / slopes.length);
  const first = points[0]!;
  const last = points.at(-1)!;
  return {
    slope: { estimate, low: quantile(slopes, 0.5 - share / 2), high: quantile(slopes, 0.5 + share / 2) },
    entriesAt,
    swing: quantile(Float64Array.from(residuals, Math.abs).sort(), 0.9),
    overSeconds: last.seconds - first.seconds,
  };
}

function pairwiseSlopes(points: readonly CurvePoint[]): Float64Array {
  const slopes = new Float64Array((points.length * (points.length - 1)) / 2);
  let at = 0;
  for (let later = 1; later < points.length; later++) {
    const { seconds, entries } = points[later]!;
    for (let earlier = 0; earlier < later; earlier++) {
      const before = points[earlier]!;
      slopes[at++] = (entries - before.entries) / (seconds - before.seconds);
    }
  }
  return slopes.sort();
}

/** By how much fewer independent points there are than points: the root of (1 + r) / (1 − r), where r tells how alike neighbouring residuals are. */
function widening(residuals: readonly number[]): number {
  let together = 0;
  let alone = 0;
  for (let index = 0; index < residuals.length; index++) {
    const residual = residuals[index]!;
    alone += residual * residual;
    if (index > 0) together += residual * residuals[index - 1]!;
  }
  const correlation = alone === 0 ? 0 : Math.min(mostCorrelated, Math.max(0, together / alone));
  return Math.sqrt((1 + correlation) / (1 - correlation));
}

export function median(numbers: readonly number[]): number {
  return quantile(Float64Array.from(numbers).sort(), 0.5);
}

function quantile(sorted: Float64Array, at: number): number {
  const place = at * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}
