import { countText } from "../../model/count-text.ts";
import { durationText } from "../../model/duration-text.ts";
import type { Band, Forecast } from "../../model/forecast.ts";
import { chanceOf, secondsUntilFull } from "./chance.ts";
import { type ChosenWindow, newestWindow } from "./chosen-window.ts";
import { type CountSample, type CurvePoint, curveOf, orderedSamples, thinnedOut } from "./count-series.ts";
import { type DyingGrowth, dyingGrowth } from "./dying-growth.ts";
import { highestRate } from "./highest-rate.ts";
import type { RobustLine } from "./robust-line.ts";

export interface ForecastOptions {
  /** A forecast from fewer samples, or from less time, is `too-short`. */
  readonly leastSamples?: number;
  readonly leastSeconds?: number;
}

/** Pairs of so many points are compared: 12,720 slopes, some milliseconds. */
const mostPoints = 160;

/**
 * When the table is full if it goes on as it did lately, with a band; or where it will stop; or that this cannot be told. Times are those of the monotonic
 * clock alone. The samples may come in any order; those that share a time count once.
 */
export function forecastTable(samples: readonly CountSample[], options: ForecastOptions = {}): Forecast {
  const ordered = orderedSamples(samples);
  const last = ordered.at(-1);
  const overSeconds = last === undefined ? 0 : (last.monotonicMs - ordered[0]!.monotonicMs) / 1000;
  const basis = { overSeconds, samples: ordered.length };
  if (last === undefined) return { kind: "too-short", because: "the table has not been looked at yet", ...basis };
  const { count, max } = last;
  const curve = curveOf(ordered);
  const least = leastMovement(max);
  const highest = highestRate(curve, least);
  const headroom = max === 0 || highest === undefined ? {} : { burstHeadroomSeconds: secondsUntilFull(max - count, highest) };
  const common = { ...headroom, ...basis };
  const isFull = max > 0 && (count >= max || (count >= atLimitShare * max && (last.earlyDrops ?? 0) > 0));
  const { leastSamples = 5, leastSeconds = 4 } = options;
  if (ordered.length < leastSamples || overSeconds < leastSeconds) {
    if (isFull) return { kind: "full", secondsToFull: now, because: fullText(last), ...common };
    if (max === 0) return { kind: "unlimited", because: noLimit, ...basis };
    return { kind: "too-short", because: tooShortText(ordered.length, overSeconds), ...common };
  }
  const points = thinnedOut(curve, mostPoints);
  let dying: DyingGrowth | undefined;
  const found = newestWindow(points, least, (window) => {
    const growth = dyingGrowth(window, least);
    dying ??= growth;
    return isFull ? undefined : risingToLevel(growth, points, window, last, least);
  });
  if (!("line" in found)) return { ...found, ...common };
  const slope = widened(found.line, chanceOf(last.count, least));
  if (isFull) return { kind: "full", slope, secondsToFull: now, because: fullText(last), ...common };
  if (max === 0) return { kind: "unlimited", slope, because: noLimit, ...basis };
  return { ...trendOf(found, slope, dying, last, least), ...common };
}

/** Nine of ten looks at a count that stands still are within 1.7 times its root; with room for what comes and goes in bunches. */
const swingOfChance = 2.5;

/** From the highest to the lowest of some hundred looks at a count that stands still. */
const mostTurnOfChance = 5;

/** Entries are evicted at the limit alone; a table that has emptied since the last eviction of a sample is not full any more. */
const atLimitShare = 0.95;

const now: Band = { estimate: 0, low: 0, high: 0 };
const noLimit = "nf_conntrack_max is 0: the table has no limit but memory";

function tooShortText(samples: number, overSeconds: number): string {
  return samples === 1 ? "one sample shows no trend" : `${samples} samples over ${durationText(overSeconds)} show no trend yet`;
}

function fullText({ count, max }: CountSample): string {
  return count >= max
    ? `the table is full (${countText(count)} / ${countText(max)})`
    : `the table is at its limit (${countText(count)} / ${countText(max)}): entries are evicted to admit others`;
}

/** A hundred entries in an ordinary table; a hundredth of a small one. */
function leastMovement(max: number): number {
  return max === 0 ? 100 : Math.min(100, Math.max(5, max / 100));
}

/**
 * Connections that last long make the count wander over times that a short look takes for a trend, and no spread of slopes within that look shows it: the band is
 * widened by what chance may move the count from the beginning to the end.
 */
function widened({ slope: { estimate, low, high }, overSeconds }: RobustLine, chance: number): Band {
  const doubt = (2 * chance) / overSeconds;
  return { estimate, low: low - doubt, high: high + doubt };
}

type Judged = Omit<Forecast, "overSeconds" | "samples" | "burstHeadroomSeconds">;

/** Growth that dies away, where it does so below the limit and still has some way to go. */
function risingToLevel(
  dying: DyingGrowth | undefined,
  curve: readonly CurvePoint[],
  window: readonly CurvePoint[],
  { count, max }: CountSample,
  least: number,
): Judged | undefined {
  if (dying?.level === undefined) return undefined;
  const newest = window.at(-1)!.entries;
  const chance = chanceOf(newest, least);
  if (isOneOfWaves(curve, window, newest - window[0]!.entries, chance)) return undefined;
  const levelsOffAt = levelOfTable(dying.level, newest - count);
  if (dying.level.estimate - dying.reached <= 2 * chance || (max > 0 && levelsOffAt.high >= max)) return undefined;
  const share = (entries: number) => (max === 0 ? `${countText(entries)} entries` : `${((entries / max) * 100).toFixed(0)} %`);
  return {
    kind: "levels-off",
    levelsOffAt,
    because: `its growth dies away: it will level off at ${share(levelsOffAt.estimate)} (${share(levelsOffAt.low)} to ${share(levelsOffAt.high)})`,
  };
}

/** The curve counts what was evicted as if it were still there; the level is one of the table. */
function levelOfTable({ estimate, low, high }: Band, evicted: number): Band {
  return { estimate: estimate - evicted, low: low - evicted, high: high - evicted };
}

function trendOf(window: ChosenWindow, slope: Band, dying: DyingGrowth | undefined, last: CountSample, least: number): Judged {
  const { line, points } = window;
  const { overSeconds } = line;
  const newest = points.at(-1)!;
  const chance = chanceOf(newest.entries, least);
  const rise = slope.estimate * overSeconds;
  const aside = newest.entries - line.entriesAt(newest.seconds);
  if (Math.abs(aside) > Math.max(2 * chance, 2 * line.swing, Math.abs(rise) / 2)) {
    const way = aside > 0 ? "rose" : "fell";
    return {
      kind: "no-trend",
      slope,
      because: `it suddenly ${way} by ${countText(Math.abs(aside))} entries; how it goes on is not to be seen yet`,
    };
  }
  if (line.swing > Math.max(swingOfChance * chance, Math.abs(rise) / 2)) return upAndDown(slope, 2 * line.swing, overSeconds);
  if (Math.abs(rise) <= 2 * chance || (slope.low <= 0 && slope.high >= 0)) {
    return { kind: "steady", slope, because: `no growth beyond chance in ${durationText(overSeconds)} (${signed(rise)} entries)` };
  }
  const curve = [...window.before, ...points];
  if (isOneOfWaves(curve, points, rise, chance))
    return upAndDown(slope, largestTurn(curve, rise > 0), curve.at(-1)!.seconds - curve[0]!.seconds);
  if (rise < 0) return { kind: "falls", slope, because: `it falls by ${perSecondText(-slope.estimate)} entries a second` };
  const left = last.max - last.count;
  const secondsToFull = timeToFull(slope, dying, newest.entries - last.count, last);
  return {
    kind: "fills",
    slope,
    secondsToFull,
    because: `it grows by ${perSecondText(slope.estimate)} entries a second (${perSecondText(slope.low)} to ${perSecondText(slope.high)}, over ${durationText(overSeconds)}) and has ${countText(left)} left: full in ${durationText(secondsToFull.estimate)}${dying !== undefined ? "; but its growth slows down, and it may stop before" : ""}`,
  };
}

function upAndDown(slope: Band, by: number, overSeconds: number): Judged {
  return {
    kind: "no-trend",
    slope,
    because: `it goes up and down by ${countText(by)} entries (in ${durationText(overSeconds)}): no trend`,
  };
}

/** Along the straight line, or where growth slows and its level is known along the curve to that level. What slows may stop before the limit. */
function timeToFull(slope: Band, dying: DyingGrowth | undefined, evicted: number, { count, max }: CountSample): Band {
  const left = max - count;
  const straight: Band = {
    estimate: secondsUntilFull(left, slope.estimate),
    low: secondsUntilFull(left, slope.high),
    high: secondsUntilFull(left, slope.low),
  };
  if (dying === undefined) return straight;
  const never = Number.POSITIVE_INFINITY;
  if (dying.level === undefined) return { ...straight, high: never };
  const level = levelOfTable(dying.level, evicted);
  const along = (end: number) => (end > max ? Math.log((end - count) / (end - max)) / dying.perSecond : never);
  const estimate = along(level.estimate);
  return {
    estimate: estimate === never ? straight.estimate : estimate,
    low: Math.min(straight.low, along(level.high)),
    high: along(level.low),
  };
}

/** Whether what looks like a trend may be the next of the waves seen before: it went as far the other way, and is within where it was already. */
function isOneOfWaves(curve: readonly CurvePoint[], window: readonly CurvePoint[], rise: number, chance: number): boolean {
  const turned = largestTurn(curve, rise > 0);
  if (turned <= Math.max(mostTurnOfChance * chance, Math.abs(rise) / 2)) return false;
  const before = curve.length > window.length ? curve.slice(0, curve.length - window.length) : curve.slice(0, -1);
  const newest = window.at(-1)!.entries;
  // A rise into what was never seen is news; one that stays below an earlier height may be the next wave.
  return rise > 0
    ? newest <= Math.max(...before.map(({ entries }) => entries)) + swingOfChance * chance
    : newest >= Math.min(...before.map(({ entries }) => entries)) - swingOfChance * chance;
}

/** How far the curve ever went against the present trend: the deepest fall from any height, or the highest rise from any depth. */
function largestTurn(points: readonly CurvePoint[], rises: boolean): number {
  let extreme = points[0]!.entries;
  let largest = 0;
  for (const { entries } of points) {
    extreme = rises ? Math.max(extreme, entries) : Math.min(extreme, entries);
    largest = Math.max(largest, Math.abs(extreme - entries));
  }
  return largest;
}

function perSecondText(rate: number): string {
  return Math.abs(rate) < 10 ? rate.toFixed(1) : countText(rate);
}

function signed(number: number): string {
  return number > 0 ? `+${countText(number)}` : number < 0 ? `−${countText(-number)}` : "0";
}
