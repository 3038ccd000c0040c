import type { Metric } from "../metric-family.ts";
import { single } from "../sample.ts";

export const ownCost: readonly Metric[] = [
  {
    name: "ullage_agent_cpu_seconds_total",
    type: "counter",
    unit: "seconds",
    help: "Processor time of the agent, user and system.",
    labels: [],
    maximumSeries: 1,
    countedSince: "agent",
    doesNotMean: "What the kernel spends in interrupts on behalf of tracking is not in it.",
    samples: ({ cost }) => single(cost.cpuSeconds),
  },
  {
    name: "ullage_agent_resident_memory_bytes",
    type: "gauge",
    unit: "bytes",
    help: "Resident memory of the agent.",
    labels: [],
    maximumSeries: 1,
    doesNotMean: "Most of it is Node itself, whose files are shared with every other process that runs it.",
    samples: ({ cost }) => single(cost.residentBytes),
  },
  {
    name: "ullage_agent_heap_bytes",
    type: "gauge",
    unit: "bytes",
    help: "JavaScript heap of the agent in use.",
    labels: [],
    maximumSeries: 1,
    doesNotMean: "It rises and falls with every collection of garbage.",
    samples: ({ cost }) => single(cost.heapBytes),
  },
  {
    name: "ullage_agent_start_time_seconds",
    type: "gauge",
    unit: "seconds",
    help: "When the agent began, in seconds since 1970.",
    labels: [],
    maximumSeries: 1,
    doesNotMean: "What the kernel counts began earlier.",
    samples: ({ startedAtMs }) => single(startedAtMs / 1000),
  },
];
