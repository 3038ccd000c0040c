import { steadyStateEntries } from "../../analysis/occupancy/steady-state.ts";
import { shownTimeoutClasses } from "../../analysis/occupancy/timeout-behaviour.ts";
import type { Metric } from "../metric-family.ts";
import { single } from "../sample.ts";

/** What a walk of the whole table tells; walks are as rare as the budget of the node makes them. */
export const tableWalk: readonly Metric[] = [
  {
    name: "ullage_table_entries_by_timeout",
    type: "gauge",
    unit: "entries",
    help: "Entries of the last walk by the timeout they count down from, such as tcpTimeWait, udp or tcpEstablished.",
    labels: ["class"],
    maximumSeries: shownTimeoutClasses.length,
    needsWork: "walk",
    doesNotMean: "The sum is below the count by what has expired and is not collected. A class without entries has no sample.",
    samples: ({ walk }) =>
      shownTimeoutClasses.flatMap((timeout) => {
        const entries = walk?.sample.traffic?.byTimeout[timeout];
        return entries === undefined ? [] : [{ labels: [timeout], value: entries }];
      }),
  },
  {
    name: "ullage_table_births_per_second",
    type: "gauge",
    help: "Connections that begin in a second, told by countdowns and the difference of two walks.",
    labels: [],
    maximumSeries: 1,
    needsWork: "walk",
    doesNotMean:
      "It is no counter, and a floor where entries leave no trace between two walks. The growth of the table is births less ends.",
    samples: ({ walk }) => single(walk?.sample.traffic?.births?.perSecond),
  },
  {
    name: "ullage_table_steady_state_entries",
    type: "gauge",
    unit: "entries",
    help: "Where the count goes if connections go on to begin at the present rate: rate by timeout for states that wait out their timeout, the present count for others.",
    labels: [],
    maximumSeries: 1,
    needsWork: "walk",
    doesNotMean: "It is no forecast of traffic, and does not know how established connections will grow.",
    samples: ({ walk }) => single(walk === undefined ? undefined : steadyStateEntries(walk.sample)),
  },
];
