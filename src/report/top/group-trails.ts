import { type TableTraffic, type TrafficDimension, trafficDimensions } from "../../model/table-traffic.ts";

/** How many entries each group had in the last samples. */
export type GroupTrails = Readonly<Record<TrafficDimension, ReadonlyMap<string, Trail>>>;

/** Oldest first; undefined where the group was not in the table, or not among its largest. */
export type Trail = readonly (number | undefined)[];

export const noTrails: GroupTrails = emptyTrails();

export const trailLimit = 60;

/** Groups that were gone in every sample that is kept are forgotten, so that a table whose clients never return does not grow this. */
export function extendTrails(trails: GroupTrails, { by }: TableTraffic): GroupTrails {
  const extended = emptyTrails();
  for (const dimension of trafficDimensions) {
    const entriesOf = new Map(by[dimension].groups.map(({ key, entries }) => [key, entries]));
    for (const [key, trail] of trails[dimension]) {
      const next = [...trail, entriesOf.get(key)].slice(-trailLimit);
      if (next.some((entries) => entries !== undefined)) extended[dimension].set(key, next);
    }
    for (const [key, entries] of entriesOf) if (!extended[dimension].has(key)) extended[dimension].set(key, [entries]);
  }
  return extended;
}

function emptyTrails(): Record<TrafficDimension, Map<string, Trail>> {
  return {
    workload: new Map(),
    pod: new Map(),
    namespace: new Map(),
    service: new Map(),
    server: new Map(),
    destination: new Map(),
    port: new Map(),
    state: new Map(),
  };
}
