import type { Metric } from "../metric-family.ts";
import { single } from "../sample.ts";

export const incidents: readonly Metric[] = [
  {
    name: "ullage_incidents_recorded_total",
    type: "counter",
    unit: "incidents",
    help: "Incidents that the flight recorder wrote since the agent began.",
    labels: [],
    maximumSeries: 1,
    countedSince: "agent",
    doesNotMean: "It does not count those of an agent before this one; ullage_incidents_kept does.",
    samples: (status) => single(status.incidents.recorded),
  },
  {
    name: "ullage_incidents_failures_total",
    type: "counter",
    unit: "runs",
    help: "Attempts to write an incident that failed, for example because the disk was full.",
    labels: [],
    maximumSeries: 1,
    countedSince: "agent",
    doesNotMean: "It does not mean loss: it is tried again, and the last minutes are in memory all the same.",
    samples: (status) => single(status.incidents.failures),
  },
  {
    name: "ullage_incidents_kept",
    type: "gauge",
    unit: "incidents",
    help: "Incident bundles on the node's disk.",
    labels: [],
    maximumSeries: 1,
    doesNotMean: "The oldest make room for others.",
    samples: (status) => single(status.incidents.kept),
  },
  {
    name: "ullage_incidents_kept_bytes",
    type: "gauge",
    unit: "bytes",
    help: "What the kept incident bundles take of the disk.",
    labels: [],
    maximumSeries: 1,
    doesNotMean: "It stays within its bound.",
    samples: (status) => single(status.incidents.bytes),
  },
];
