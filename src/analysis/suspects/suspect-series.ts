import { type TableTraffic, type TrafficBreakdown, type TrafficDimension, trafficDimensions } from "../../model/table-traffic.ts";
import { suspectRules } from "./index.ts";
import type { TrafficSample } from "./suspect-rule.ts";

/** A leak shows over minutes, and not from one sample to the next. */
const secondsBetween = 30;
/** Ten minutes and some. */
const mostSamples = 22;
/** A rule asks for a twentieth of the table at the least; stale endpoints may have less. */
const mostGroups = 50;

/**
 * What suspects are found in, of a table that is watched for hours: the newest sample, and before it one in half a minute for ten minutes, each with the groups
 * alone that the rules look at.
 */
export function extendSuspectSeries(series: readonly TrafficSample[], sample: TrafficSample): readonly TrafficSample[] {
  const newest = series.at(-1);
  // Another recording, or a node that was started again.
  if (newest !== undefined && newest.monotonicMs >= sample.monotonicMs) return [slim(sample)];
  const before = series.at(-2);
  const isBetween = newest !== undefined && before !== undefined && newest.monotonicMs - before.monotonicMs < secondsBetween * 1000;
  return [...(isBetween ? series.slice(0, -1) : series), slim(sample)].slice(-mostSamples);
}

function slim({ takenAtMs, monotonicMs, traffic }: TrafficSample): TrafficSample {
  const { total, named, byTimeout, by } = traffic;
  const kept = (dimension: TrafficDimension) =>
    asked.has(dimension) ? { ...by[dimension], groups: by[dimension].groups.slice(0, mostGroups) } : nothing;
  const breakdowns = Object.fromEntries(trafficDimensions.map((dimension) => [dimension, kept(dimension)]));
  return { takenAtMs, monotonicMs, traffic: { total, named, byTimeout, by: breakdowns as TableTraffic["by"] } }; // one for each dimension
}

const asked: ReadonlySet<TrafficDimension> = new Set(suspectRules.map(({ dimension }) => dimension));
const nothing: TrafficBreakdown = { groups: [], exact: false, errorBound: 0, distinct: 0 };
