import { findSuspects } from "../../analysis/suspects/find-suspects.ts";
import type { TrafficSample } from "../../analysis/suspects/suspect-rule.ts";
import { extendSuspectSeries } from "../../analysis/suspects/suspect-series.ts";
import type { Suspect } from "../../model/suspect.ts";
import type { TableSample } from "../../model/table-sample.ts";
import type { TrafficGroup } from "../../model/table-traffic.ts";
import type { TopState } from "./top-state.ts";

/** Who seems to fill the table, and what that was found in. */
export interface SuspectWatch {
  readonly series: readonly TrafficSample[];
  readonly found: readonly Suspect[];
}

export const noSuspects: SuspectWatch = { series: [], found: [] };

/** Shares are of the whole table, so that nobody comes under suspicion by a part of it; then what was found before stays. */
export function watchSuspects({ suspects, view, source }: TopState, { takenAtMs, monotonicMs, traffic }: TableSample): SuspectWatch {
  if (traffic === undefined || view.groups.length > 0 || !isWhole({ view, source })) return suspects;
  const series = extendSuspectSeries(suspects.series, { takenAtMs, monotonicMs, traffic });
  return { series, found: findSuspects(series) };
}

/** Whether the entries of the table are counted without a condition, up to what row is looked into. */
export function isWhole({ view, source }: Pick<TopState, "view" | "source">): boolean {
  return view.conditions.length === 0 && (source.recordedConditions ?? []).length === 0;
}

export function isSuspect({ suspects, dimension, view }: TopState, { key }: TrafficGroup): boolean {
  if (view.groups.length > 0) return false;
  return suspects.found.some((suspect) => suspect.dimension === dimension && suspect.name === key);
}
