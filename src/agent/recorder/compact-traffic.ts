import type { TableTraffic, TrafficDimension } from "../../model/table-traffic.ts";

/**
 * A walk with the largest groups alone: of it a record is kept for a quarter of an hour, every few seconds. Whom a verdict points at is a workload; the other
 * dimensions are there to see by what it does so.
 */
export function compactTraffic(traffic: TableTraffic): TableTraffic {
  const largest = (dimension: TrafficDimension, count: number) => {
    const breakdown = traffic.by[dimension];
    return { ...breakdown, groups: breakdown.groups.slice(0, count) };
  };
  return {
    ...traffic,
    by: {
      workload: largest("workload", 10),
      pod: largest("pod", 3),
      namespace: largest("namespace", 5),
      service: largest("service", 3),
      server: largest("server", 3),
      destination: largest("destination", 5),
      port: largest("port", 5),
      state: largest("state", 12),
    },
  };
}
