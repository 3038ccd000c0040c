import type { NodeSnapshot } from "./node-snapshot.ts";

/** One sample of a node, or two with time between them. Only two samples show what a cumulative counter does today. */
export interface Observation {
  readonly earlier?: NodeSnapshot;
  readonly now: NodeSnapshot;
}
