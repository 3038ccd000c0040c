import type { Forecast } from "../../model/forecast.ts";
import { mayBeUncollected } from "./collection-turn.ts";
import { doubtedGrowth } from "./doubted-growth.ts";
import { forecastTable } from "./forecast.ts";
import { type CountedMoment, growthBetween } from "./growth-between.ts";

export interface SampledTable extends CountedMoment {
  readonly monotonicMs: number;
  readonly max: number;
}

/** Less than this apart, chance is larger than any growth that is worth a word. */
const leastSeconds = 1;

/**
 * The forecast of a node of which two samples were saved: a straight line, with the band that chance gives it. What has expired and is counted still is no growth,
 * as far as walks tell. One sample says only whether it is full.
 */
export function forecastTwoSamples(earlier: SampledTable | undefined, now: SampledTable, shortestTimeoutSeconds: number): Forecast {
  if (earlier === undefined) return forecastTable([now]);
  const { grown, isOfTheLiving } = growthBetween(earlier, now);
  const before = { ...earlier, count: Math.max(0, now.count - grown) };
  const forecast = forecastTable([before, now], { leastSamples: 2, leastSeconds });
  if (forecast.kind !== "fills" || isOfTheLiving) return forecast;
  if (!mayBeUncollected(forecast.slope?.estimate ?? 0, earlier.count, shortestTimeoutSeconds)) return forecast;
  return doubtedGrowth(forecast, "it rises, which may be what has expired: that is counted until the kernel collects it");
}
