import { isoTime } from "../../model/iso-time.ts";
import type { TableSample } from "../../model/table-sample.ts";
import { finiteForecast } from "../finite-forecast.ts";
import { occupancyValue } from "../occupancy-value.ts";
import { suspectValue } from "../suspect-value.ts";
import { isWhole } from "./suspect-watch.ts";
import { countedTraffic } from "./top-header.ts";
import { remarksOf } from "./top-remarks.ts";
import { topRows } from "./top-rows.ts";
import type { TopState } from "./top-state.ts";

/** The screen as a value for programs, in the shape of `src/contract/top-frame.ts`. */
export function topFrame(state: TopState, { takenAtMs, count, max, increases }: TableSample) {
  const { source, series, dimension, view } = state;
  const traffic = countedTraffic(state);
  return {
    schemaVersion: 1,
    node: source.node,
    takenAt: isoTime(takenAtMs),
    count,
    max,
    ratio: max === 0 ? null : count / max,
    increases: increases ?? null,
    increasesInAll: series.increases,
    forecast: finiteForecast(series.forecast),
    by: dimension,
    filter: view.conditions,
    traffic: traffic === undefined ? null : trafficValue(state, traffic),
    suspects: isWhole(state) ? state.suspects.found.map(suspectValue) : null,
    eventBirths: state.eventCount?.counted ?? null,
    remarks: remarksOf(state),
  };
}

function trafficValue(state: TopState, { total, infrastructure, births, byTimeout, by }: NonNullable<TableSample["traffic"]>) {
  const { exact, errorBound, distinct } = by[state.dimension];
  const countdown = state.table?.sample.countdown;
  const groups = topRows(state).map((group) => ({ ...group, ...occupancyValue(group, countdown) }));
  return {
    total,
    ...(infrastructure === undefined ? {} : { infrastructure }),
    births: births ?? null,
    byTimeout,
    exact,
    errorBound,
    distinct,
    groups,
  };
}
