import type { Suspect } from "../../model/suspect.ts";
import type { Confidence } from "../../model/verdict.ts";
import { suspectRules } from "./index.ts";
import type { GroupHistory, GroupPoint, SuspectRule, TrafficSample } from "./suspect-rule.ts";

export interface FindSuspectsOptions {
  /** Thresholds that differ from their defaults: by cause, then by name. */
  readonly settings?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly limit?: number;
}

/** Who seems to fill the table, by a series of samples of it, the surest first. One sample is enough for some, and makes nobody a suspect of a growth. */
export function findSuspects(
  series: readonly TrafficSample[],
  { settings = {}, limit = 20 }: FindSuspectsOptions = {},
): readonly Suspect[] {
  const samples = series.toSorted((one, other) => one.monotonicMs - other.monotonicMs);
  const latest = samples.at(-1);
  if (latest === undefined) return [];
  const suspects = suspectRules.flatMap((rule) => {
    const thresholds = thresholdsOf(rule, settings[rule.cause]);
    return historiesOf(samples, rule).flatMap((history) => suspectOf(rule, history, thresholds) ?? []);
  });
  return suspects.toSorted((one, other) => rank[other.confidence] - rank[one.confidence] || other.share - one.share).slice(0, limit);
}

const rank = { high: 3, medium: 2, low: 1 } as const satisfies Record<Confidence, number>;

function thresholdsOf({ thresholds }: SuspectRule, settings: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(thresholds).map(([name, threshold]) => [name, settings[name] ?? threshold.default]));
}

/** Of each group of the last sample. One that is among the largest in it may not have been so in all before. */
function historiesOf(samples: readonly TrafficSample[], { dimension }: SuspectRule): readonly GroupHistory[] {
  const pointsByKey = new Map<string, GroupPoint[]>();
  for (const { key } of samples.at(-1)?.traffic.by[dimension].groups ?? []) pointsByKey.set(key, []);
  for (const { takenAtMs, monotonicMs, traffic } of samples) {
    for (const group of traffic.by[dimension].groups)
      pointsByKey.get(group.key)?.push({ takenAtMs, monotonicMs, group, total: traffic.total });
  }
  return [...pointsByKey.values()];
}

function suspectOf(rule: SuspectRule, history: GroupHistory, thresholds: Readonly<Record<string, number>>): Suspect | undefined {
  const suspicion = rule.judge(history, thresholds);
  const latest = history.at(-1);
  if (suspicion === undefined || latest === undefined) return undefined;
  const { key, entries, share } = latest.group;
  const since = firstOfRun(rule, history, thresholds);
  return {
    cause: rule.cause,
    dimension: rule.dimension,
    name: key,
    ...suspicion,
    entries,
    share,
    ...(history.length === 1 ? {} : { sinceMs: since.takenAtMs }),
  };
}

/** The first of the samples from which on it was under suspicion without a break. */
function firstOfRun(rule: SuspectRule, history: GroupHistory, thresholds: Readonly<Record<string, number>>): GroupPoint {
  let at = history.length - 1;
  while (at > 0 && rule.judge(history.slice(0, at), thresholds) !== undefined) at--;
  return history[at]!;
}
