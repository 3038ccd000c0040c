import type { TableTraffic } from "../../model/table-traffic.ts";
import { type BoundedList, boundedList } from "../bounded-list.ts";
import type { Metric, MetricSample } from "../metric-family.ts";

/** Have series of their own; the rest are `other`. */
const topWorkloads = 20;

const other = "other";
const unnamed = "unnamed";

interface WorkloadFigures {
  readonly name: string;
  readonly entries: number;
  readonly birthsPerSecond: number | undefined;
}

export const workloads: readonly Metric[] = [
  {
    name: "ullage_workload_entries",
    type: "gauge",
    unit: "entries",
    help: "Entries by the workload that opened the connection: those with the most, all other names as other, clients without a name as unnamed.",
    labels: ["workload"],
    maximumSeries: topWorkloads + 2,
    needsWork: "walk",
    doesNotMean: "Connections that a workload answers are not in it. A workload without a sample is among the others, not at zero.",
    samples: ({ walk }) => samplesOf(walk?.sample.traffic, ({ entries }) => entries),
  },
  {
    name: "ullage_workload_births_per_second",
    type: "gauge",
    help: "Connections that each of these workloads opens in a second.",
    labels: ["workload"],
    maximumSeries: topWorkloads + 2,
    needsWork: "walk",
    doesNotMean: "The workloads are those with the most entries: one that opens many short connections may be among the others.",
    samples: ({ walk }) => samplesOf(walk?.sample.traffic, ({ birthsPerSecond }) => birthsPerSecond),
  },
];

function samplesOf(traffic: TableTraffic | undefined, figureOf: (figures: WorkloadFigures) => number | undefined): readonly MetricSample[] {
  if (traffic === undefined) return [];
  return figuresOf(traffic).flatMap((figures) => {
    const value = figureOf(figures);
    return value === undefined ? [] : [{ labels: [figures.name], value }];
  });
}

function figuresOf(traffic: TableTraffic): readonly WorkloadFigures[] {
  const { kept }: BoundedList<WorkloadFigures> = boundedList(
    traffic.by.workload.groups.flatMap(({ key, entries, births }) =>
      isName(key) && entries > 0 ? [{ name: key, entries, birthsPerSecond: births?.perSecond }] : [],
    ),
    ({ name }) => name,
    topWorkloads,
  );
  const top = kept.map(({ label, item }) => ({ ...item, name: label }));
  const nobody: WorkloadFigures = { name: unnamed, entries: traffic.total - traffic.named, birthsPerSecond: unnamedBirths(traffic) };
  const rest: WorkloadFigures = {
    name: other,
    entries: Math.max(0, traffic.named - sumOf(top, ({ entries }) => entries)),
    birthsPerSecond: restOfBirths(traffic, top, nobody),
  };
  return [...top, rest, nobody];
}

/** A workload is written as kind and name; what has no name is there by its address, which has no space in it. */
function isName(key: string): boolean {
  return key.includes(" ");
}

/** The breakdown by namespace has those without a name as one group. */
function unnamedBirths({ total, named, births, by }: TableTraffic): number | undefined {
  if (births === undefined) return undefined;
  if (total === named) return 0;
  return by.namespace.groups.find(({ key }) => key === "(unnamed)")?.births?.perSecond;
}

function restOfBirths({ births }: TableTraffic, top: readonly WorkloadFigures[], { birthsPerSecond }: WorkloadFigures): number | undefined {
  if (births === undefined || birthsPerSecond === undefined) return undefined;
  return Math.max(0, births.perSecond - birthsPerSecond - sumOf(top, (figures) => figures.birthsPerSecond ?? 0));
}

function sumOf<T>(items: readonly T[], numberOf: (item: T) => number): number {
  return items.reduce((sum, item) => sum + numberOf(item), 0);
}
