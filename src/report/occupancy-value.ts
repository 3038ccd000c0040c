import { meanLifetime } from "../analysis/occupancy/lifetime.ts";
import { type Occupancy, occupancyOf } from "../analysis/occupancy/occupancy.ts";
import type { Countdown } from "../model/table-sample.ts";
import type { TrafficGroup } from "../model/table-traffic.ts";
import { type FiniteBand, finiteBand } from "./finite-forecast.ts";

export interface OccupancyValue {
  readonly occupancy?: readonly Occupancy[];
  readonly lifetimeSeconds?: FiniteBand;
}

/** What is known of how long the entries of a group stay, in the shapes of `src/contract/occupancy.ts`. */
export function occupancyValue(group: TrafficGroup, countdown: Countdown | undefined): OccupancyValue {
  const lifetime = group.births === undefined ? undefined : meanLifetime(group.entries, group.births);
  return {
    ...(countdown === undefined || group.detailsUnknown === true ? {} : { occupancy: occupancyOf(group, countdown) }),
    ...(lifetime === undefined ? {} : { lifetimeSeconds: finiteBand(lifetime) }),
  };
}
