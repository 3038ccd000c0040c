import type { Band } from "../../model/forecast.ts";
import type { CurvePoint } from "./count-series.ts";
import { median, robustLine } from "./robust-line.ts";

/** Fewer points in a third tell no slope of it. */
const leastInThird = 5;

/** Growth that has not slowed to this between the first third and the last is as well a straight line. */
const slowestDecline = 0.8;

/** Growth that slows from one third of a stretch to the next. */
export interface DyingGrowth {
  /** Where it stops, if so much can be told. */
  readonly level?: Band;
  /** The part of what is still to come that comes in a second. */
  readonly perSecond: number;
  /** Where it has come to, without the chance of a single look. */
  readonly reached: number;
}

/**
 * Where a growing table stops, if its growth dies away: a table in which connections begin at one rate and last some time approaches rate × time, the quicker
 * the further it is below. Of three thirds of equal length the rises between their middles shrink by a constant factor then, and the sum of all further rises
 * is what is still to come. Undefined unless the growth slows beyond chance; with a level only where the decline is plain, and the last third still climbs as
 * such a curve must.
 */
export function dyingGrowth(points: readonly CurvePoint[], least: number): DyingGrowth | undefined {
  const first = points[0]!;
  const overSeconds = points.at(-1)!.seconds - first.seconds;
  const thirds = [0, 1, 2].map((third) =>
    points.filter(({ seconds }) => Math.min(2, Math.floor((3 * (seconds - first.seconds)) / overSeconds)) === third),
  );
  if (thirds.some(({ length }) => length < leastInThird)) return undefined;
  const lines = thirds.map(robustLine);
  const [low, middle, high] = thirds.map((points, third) => lines[third]!.entriesAt(median(points.map(({ seconds }) => seconds))));
  if (low === undefined || middle === undefined || high === undefined) return undefined;
  const rises = [middle - low, high - middle] as const;
  // The middle of a third is known to within its root and somewhat less, since it is drawn from many looks; a difference of two to 95 %.
  const doubt = Math.max(least / 2, 2 * Math.sqrt(Math.max(1, high)));
  if (rises[0] <= 3 * doubt || rises[1] <= 0) return undefined;
  const decline: Band = {
    estimate: rises[1] / rises[0],
    low: Math.max(0, rises[1] - doubt) / (rises[0] + doubt),
    high: (rises[1] + doubt) / (rises[0] - doubt),
  };
  if (decline.high >= 1) return undefined;
  const perSecond = -Math.log(decline.estimate) / (overSeconds / 3);
  const reached = lines[2]!.entriesAt(points.at(-1)!.seconds);
  const isApproach = [1, 2].every((third) =>
    climbsAsExpected(
      lines[third]!.slope,
      furtherRises(rises[1], decline.estimate) * decline.estimate ** (third - 2) * perSecond,
      (3 * doubt) / overSeconds,
    ),
  );
  if (decline.high >= slowestDecline || !isApproach) return { perSecond, reached };
  const level: Band = {
    estimate: high + furtherRises(rises[1], decline.estimate),
    low: high + furtherRises(Math.max(0, rises[1] - doubt), decline.low),
    high: high + furtherRises(rises[1] + doubt, decline.high),
  };
  return { level, perSecond, reached };
}

/** d·q + d·q² + … */
function furtherRises(rise: number, decline: number): number {
  return (rise * decline) / (1 - decline);
}

/** Of what an approach to a level would climb at that place. */
const nearlyAsSteep = 1.3;

/**
 * A table that fills with entries of one fixed lifetime climbs straight and stops at once, and one that jumps and then leaks climbs straight as well: three
 * thirds of either look like a decline. An approach to a level climbs less and less all the way.
 */
function climbsAsExpected(slope: Band, expected: number, slack: number): boolean {
  return slope.low - slack <= nearlyAsSteep * expected && slope.high + slack >= expected / nearlyAsSteep;
}
