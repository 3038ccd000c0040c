import type { Forecast } from "../../model/forecast.ts";
import { chanceOf } from "./chance.ts";
import { longestTurnSeconds } from "./collection-turn.ts";
import type { CountSample } from "./count-series.ts";
import { doubtedGrowth } from "./doubted-growth.ts";
import { forecastTable } from "./forecast.ts";

/** A count of a table that is watched. */
export interface WatchedCount extends CountSample {
  /** The table was walked right after it was counted, so that nothing that has expired is left for the next one. */
  readonly isWalked?: boolean;
}

/**
 * The forecast of a table that is watched, which knows that expired entries are counted until they are collected. Where the table is walked, the counts between
 * two walks hold little of them; where it is not, a rise is growth only once it has outlasted the collector's turns.
 */
export function forecastWatched(samples: readonly WatchedCount[]): Forecast {
  const first = samples.findIndex(({ isWalked }) => isWalked === true);
  if (first === -1) return doubted(forecastTable(samples), samples);
  const [before, after] = [samples[first], samples[first + 1]];
  const walked = samples.slice(first);
  if (before === undefined || after === undefined) return forecastTable(walked);
  // What nobody had collected before the first walk is not in the count after it.
  return forecastTable([{ ...before, count: Math.min(before.count, after.count) }, ...walked.slice(1)]);
}

function doubted(forecast: Forecast, samples: readonly CountSample[]): Forecast {
  if (forecast.kind !== "fills" || hasOutlasted(samples)) return forecast;
  return doubtedGrowth(
    forecast,
    "it rises, which may be what has expired: that is counted until the kernel collects it, and the table is not walked",
  );
}

/**
 * The lowest count of one longest turn is that of a table which was just collected. If it is higher than the lowest before, living entries became more.
 */
function hasOutlasted(samples: readonly CountSample[]): boolean {
  const endMs = Math.max(...samples.map(({ monotonicMs }) => monotonicMs));
  const isLate = ({ monotonicMs }: CountSample) => monotonicMs > endMs - longestTurnSeconds * 1000;
  const lowest = (some: readonly CountSample[]) => Math.min(...some.map(({ count }) => count));
  const earlier = samples.filter((sample) => !isLate(sample));
  const low = lowest(samples.filter(isLate));
  return earlier.length > 0 && low - lowest(earlier) > chanceOf(low, 100);
}
