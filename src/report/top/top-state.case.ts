import type { TableSample } from "../../model/table-sample.ts";
import { reduceTop } from "./reduce-top.ts";
import { beginTop, type TopSettings, type TopState } from "./top-state.ts";
import { viewId } from "./top-view.ts";

export function topCase(settings: Partial<TopSettings> = {}): TopState {
  return beginTop({
    source: { node: "node-a" },
    size: { columns: 80, rows: 24 },
    characters: "unicode",
    intervalSeconds: 2,
    dimension: "workload",
    sort: { column: "entries", isReversed: false },
    conditions: [],
    ...settings,
  });
}

/** Samples that count what is asked for. */
export function withSamples(state: TopState, samples: readonly TableSample[], sampleMs = 312): TopState {
  return samples.reduce((before, sample) => reduceTop(before, { kind: "sample", sample, viewId: viewId(before.view), sampleMs }), state);
}

export function pressed(state: TopState, ...keys: readonly string[]): TopState {
  return keys.reduce((before, key) => reduceTop(before, { kind: "key", key }), state);
}
