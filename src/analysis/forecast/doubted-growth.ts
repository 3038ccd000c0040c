import { durationText } from "../../model/duration-text.ts";
import type { Forecast } from "../../model/forecast.ts";

/** The forecast of a rise that may be nothing but what has expired: no trend, with when the table would be full if it is more. */
export function doubtedGrowth({ secondsToFull, ...rest }: Forecast, because: string): Forecast {
  const soon = secondsToFull === undefined ? "" : `; full in ${durationText(secondsToFull.estimate)} if they live`;
  return { ...rest, kind: "no-trend", mayHaveExpired: true, because: `${because}${soon}` };
}
