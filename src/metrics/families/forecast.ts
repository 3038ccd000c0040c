import type { Forecast } from "../../model/forecast.ts";
import type { Metric } from "../metric-family.ts";
import { single } from "../sample.ts";

export const forecast: readonly Metric[] = [
  {
    name: "ullage_table_time_to_full_seconds",
    type: "gauge",
    unit: "seconds",
    help: "How long until the table is full if it goes on as it did lately: 0 when it is full, +Inf when it does not fill. Absent while nobody can tell.",
    labels: [],
    maximumSeries: 1,
    needsPart: "tableUsage",
    doesNotMean:
      "It does not know of bursts to come. Absent does not mean that there is time: the agent is young, or the count goes up and down too much.",
    samples: (status) => single(secondsToFull(status.forecast)),
  },
  {
    name: "ullage_table_growth_per_second",
    type: "gauge",
    help: "Entries that the table gains in a second by the trend of the last minutes; negative where it empties. Absent where there is no trend.",
    labels: [],
    maximumSeries: 1,
    needsPart: "tableUsage",
    doesNotMean: "It is not how many connections begin: most end as fast as others begin.",
    samples: (status) => single(status.forecast.slope?.estimate),
  },
];

function secondsToFull({ kind, secondsToFull: band, mayHaveExpired }: Forecast): number | undefined {
  switch (kind) {
    case "full":
      return 0;
    case "fills":
      return mayHaveExpired === true ? undefined : band?.estimate;
    case "levels-off":
    case "falls":
    case "steady":
    case "unlimited":
      return Number.POSITIVE_INFINITY;
    case "no-trend":
    case "too-short":
      return undefined;
  }
}
