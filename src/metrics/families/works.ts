import type { AgentStatus, WorkStatus } from "../../model/agent-status.ts";
import { type BoundedList, boundedList } from "../bounded-list.ts";
import type { Metric, MetricDeclaration } from "../metric-family.ts";

const mostWorks = 18;

/** They are the agent's own words; seven families repeat each. */
const longestName = 32;

interface WorkRow extends Pick<MetricDeclaration, "name" | "type" | "unit" | "help" | "doesNotMean"> {
  readonly figureOf: (work: WorkStatus, status: AgentStatus) => number | undefined;
}

const rows: readonly WorkRow[] = [
  {
    name: "ullage_work_runs_total",
    type: "counter",
    unit: "runs",
    help: "Runs of what the agent does again and again.",
    doesNotMean: "It does not mean that they succeeded.",
    figureOf: ({ runs }) => runs,
  },
  {
    name: "ullage_work_failures_total",
    type: "counter",
    unit: "runs",
    help: "Runs that ended with nothing, those that were cut off among them.",
    doesNotMean: "A part that this node does not have is no failure.",
    figureOf: ({ failures }) => failures,
  },
  {
    name: "ullage_work_cut_offs_total",
    type: "counter",
    unit: "runs",
    help: "Runs that did not come back in time and were given up.",
    doesNotMean: "It does not say whether the kernel, the disk or the cluster hung.",
    figureOf: ({ cutOffs }) => cutOffs,
  },
  {
    name: "ullage_work_seconds_total",
    type: "counter",
    unit: "seconds",
    help: "Time that the runs took, by the clock on the wall.",
    doesNotMean: "It is not processor time: most of it is waiting.",
    figureOf: ({ secondsInAll }) => microseconds(secondsInAll),
  },
  {
    name: "ullage_work_interval_seconds",
    type: "gauge",
    unit: "seconds",
    help: "Time from one run to the next; that of walk follows what a walk costs.",
    doesNotMean: "Runs are spread by up to a tenth of it.",
    figureOf: ({ intervalSeconds }) => intervalSeconds,
  },
  {
    name: "ullage_work_last_success_age_seconds",
    type: "gauge",
    unit: "seconds",
    help: "How old the result of the last run that succeeded is. Absent where none has.",
    doesNotMean: "It is measured by a clock that never jumps.",
    figureOf: ({ lastSuccessMonotonicMs }, { monotonicMs }) =>
      lastSuccessMonotonicMs === undefined ? undefined : microseconds(Math.max(0, monotonicMs - lastSuccessMonotonicMs) / 1000),
  },
  {
    name: "ullage_work_stale",
    type: "gauge",
    help: "1 where it has not succeeded for more than three intervals: what it reads is old.",
    doesNotMean: "Other works go on.",
    figureOf: ({ isStale }) => Number(isStale),
  },
];

export const works: readonly Metric[] = rows.map(
  ({ figureOf, ...row }): Metric => ({
    ...row,
    labels: ["work"],
    maximumSeries: mostWorks,
    ...(row.type === "counter" ? { countedSince: "agent" } : {}),
    samples: (status) =>
      shownWorks(status).kept.flatMap(({ label, item }) => {
        const value = figureOf(item, status);
        return value === undefined ? [] : [{ labels: [label], value }];
      }),
  }),
);

export function shownWorks({ works: all }: AgentStatus): BoundedList<WorkStatus> {
  return boundedList(all, ({ work }) => work, mostWorks, longestName);
}

/** A sum of durations has digits that mean nothing, and each is a byte of every scrape. */
function microseconds(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
