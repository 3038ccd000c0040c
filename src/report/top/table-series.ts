import { forecastWatched, type WatchedCount } from "../../analysis/forecast/forecast-watched.ts";
import type { Forecast } from "../../model/forecast.ts";
import type { Counters } from "../../model/node-snapshot.ts";
import type { TableSample } from "../../model/table-sample.ts";

/** What is kept of the samples so far; bounded, however long it runs. */
export interface TableSeries {
  readonly points: readonly WatchedCount[];
  readonly forecast: Forecast;
  /** Increases summed over all samples. */
  readonly increases: Counters;
  /** How far the wall clock jumped against the monotonic one between the last two samples. */
  readonly clockStepSeconds?: number;
  readonly last?: TableSample;
}

export const noSeries: TableSeries = { points: [], forecast: forecastWatched([]), increases: {} };

/** Ten minutes at a sample in two seconds. */
export const pointLimit = 300;
/** A sleep or a busy machine delays both clocks; only a difference between them is a step. */
const clockToleranceMs = 1500;

export function addSample(series: TableSeries, sample: TableSample): TableSeries {
  const { last } = series;
  // Two runs in one recording, or a node that was started again: what came before says nothing about what follows.
  const before = last !== undefined && sample.monotonicMs <= last.monotonicMs ? noSeries : series;
  const earlyDrops = sample.increases?.["earlyDrop"];
  const { monotonicMs, count, max, traffic } = sample;
  const point: WatchedCount = {
    ...{ monotonicMs, count, max },
    ...(earlyDrops === undefined ? {} : { earlyDrops }),
    ...(traffic === undefined ? {} : { isWalked: true }),
  };
  const points = [...before.points, point].slice(-pointLimit);
  const clockStepSeconds = before.last === undefined ? undefined : clockStep(before.last, sample);
  return {
    points,
    forecast: forecastWatched(points),
    increases: sumCounters(before.increases, sample.increases ?? {}),
    ...(clockStepSeconds === undefined ? {} : { clockStepSeconds }),
    last: sample,
  };
}

function clockStep(before: TableSample, after: TableSample): number | undefined {
  const stepMs = after.takenAtMs - before.takenAtMs - (after.monotonicMs - before.monotonicMs);
  return Math.abs(stepMs) > clockToleranceMs ? stepMs / 1000 : undefined;
}

function sumCounters(sums: Counters, increases: Counters): Counters {
  const added = Object.entries(increases).map(([name, increase]) => [name, (sums[name] ?? 0) + increase] as const);
  return { ...sums, ...Object.fromEntries(added) };
}
