import type { Forecast } from "../../model/forecast.ts";
import { collectedCounts } from "./collected-counts.ts";
import { mayBeUncollected } from "./collection-turn.ts";
import type { CountSample } from "./count-series.ts";
import { doubtedGrowth } from "./doubted-growth.ts";
import { forecastTable } from "./forecast.ts";
import { forecastWatched } from "./forecast-watched.ts";

/** A walk through the whole of a table that is counted more often than it is walked. */
export interface WalkedCount {
  /** When it began and ended, by the clock of the counts. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** Entries that it saw: those that lived. */
  readonly living: number;
}

/**
 * The forecast of a table that is counted every second and walked now and then. A walk takes out what has expired, and the next one tells how much had come
 * since: that is taken off the counts in between. What came after the last walk nobody has told apart yet, so that a rise which began there is growth only where
 * what expires cannot explain it (docs/decisions/0025-uncollected-entries.md).
 */
export function forecastBetweenWalks(
  counts: readonly CountSample[],
  walks: readonly WalkedCount[],
  shortestTimeoutSeconds: number,
): Forecast {
  const last = walks.at(-1);
  if (last === undefined) return forecastWatched(counts);
  const settled = walks.slice(0, -1).flatMap((walk, index) => {
    const next = walks[index + 1]!;
    return collectedCounts(within(counts, walk.untilMs, next.fromMs), next.living);
  });
  const since = within(counts, last.untilMs, Number.POSITIVE_INFINITY);
  const forecast = forecastTable([...settled, ...withoutExpiring(since, expiringPerSecond(counts, walks))]);
  if (forecast.kind !== "fills" || forecastTable(settled).kind === "fills") return forecast;
  const before = since[0]?.count ?? last.living;
  if (!mayBeUncollected(forecast.slope?.estimate ?? 0, before, shortestTimeoutSeconds)) return forecast;
  return doubtedGrowth(forecast, "it rises since the last walk, which may be what has expired: the next walk will tell");
}

/** How fast what has expired piled up before the last walk took it out. */
function expiringPerSecond(counts: readonly CountSample[], walks: readonly WalkedCount[]): number {
  const [before, last] = walks.slice(-2);
  if (before === undefined || last === undefined) return 0;
  const between = within(counts, before.untilMs, last.fromMs);
  const newest = between.at(-1);
  const seconds = (last.fromMs - before.untilMs) / 1000;
  return newest === undefined || seconds <= 0 ? 0 : Math.max(0, newest.count - last.living) / seconds;
}

function withoutExpiring(counts: readonly CountSample[], perSecond: number): readonly CountSample[] {
  const fromMs = counts[0]?.monotonicMs ?? 0;
  return counts.map((sample) => ({
    ...sample,
    count: Math.max(0, Math.round(sample.count - (perSecond * (sample.monotonicMs - fromMs)) / 1000)),
  }));
}

function within(counts: readonly CountSample[], fromMs: number, untilMs: number): readonly CountSample[] {
  return counts.filter(({ monotonicMs }) => monotonicMs >= fromMs && monotonicMs <= untilMs);
}
