import type { Forecast } from "./forecast.ts";
import type { NodeSnapshot, PartName } from "./node-snapshot.ts";

/** One sample of a node, or two with time between them. Only two samples show what a cumulative counter does today. */
export interface Observation {
  readonly earlier?: NodeSnapshot;
  readonly now: NodeSnapshot;
  /** Of a node that is watched: what the whole series of its counts says, where two samples could only draw a line. */
  readonly forecast?: Forecast;
}

/** Between the two readings of a part; 0 with one, or where both are the same reading. */
export function windowSecondsOf({ earlier, now }: Observation, part: PartName): number {
  if (earlier === undefined) return 0;
  return ((now.readAtMonotonicMs?.[part] ?? now.monotonicMs) - (earlier.readAtMonotonicMs?.[part] ?? earlier.monotonicMs)) / 1000;
}
