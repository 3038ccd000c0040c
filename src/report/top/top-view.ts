import type { TrafficDimension } from "../../model/table-traffic.ts";

/** Which entries are counted: those that pass the filter and belong to every group on the way down. */
export interface TopView {
  readonly groups: readonly GroupOfView[];
  /** Conditions as `ullage analyze --filter` takes them. */
  readonly conditions: readonly string[];
}

export interface GroupOfView {
  readonly dimension: TrafficDimension;
  readonly key: string;
}

export const wholeTable: TopView = { groups: [], conditions: [] };

/** The same text for the same entries, so that an answer can be told to belong to a question. */
export function viewId({ groups, conditions }: TopView): string {
  return JSON.stringify([groups.map(({ dimension, key }) => [dimension, key]), conditions]);
}

/** What to look at inside a group of each kind: the question that comes next. */
export const insideOf = {
  workload: "pod",
  pod: "destination",
  namespace: "workload",
  service: "workload",
  server: "workload",
  destination: "workload",
  port: "workload",
  state: "workload",
} as const satisfies Record<TrafficDimension, TrafficDimension>;
