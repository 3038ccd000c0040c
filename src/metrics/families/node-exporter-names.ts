import type { Metric } from "../metric-family.ts";
import { partValue, single } from "../sample.ts";

/** Column of the statistics by what node_exporter calls it. */
const columns: readonly { readonly stat: string; readonly counter: string; readonly help: string }[] = [
  { stat: "found", counter: "found", help: "Attempts to use addresses and ports that were taken" },
  { stat: "invalid", counter: "invalid", help: "Packets that could not be tracked" },
  { stat: "ignore", counter: "ignore", help: "Packets of connections tracked already; a constant 0 on today's kernels" },
  { stat: "insert", counter: "insert", help: "Entries inserted by tools, not by traffic" },
  { stat: "insert_failed", counter: "insertFailed", help: "Entries that could not be inserted" },
  { stat: "drop", counter: "drop", help: "Packets dropped because a connection could not get an entry" },
  { stat: "early_drop", counter: "earlyDrop", help: "Entries evicted to admit others" },
  { stat: "search_restart", counter: "searchRestart", help: "Look-ups that began again" },
];

/** What node_exporter's collector conntrack exports, name and type alike: cumulative counts in the type of a gauge. */
export const nodeExporterNames: readonly Metric[] = [
  {
    name: "node_nf_conntrack_entries",
    type: "gauge",
    unit: "entries",
    help: "Entries of the node's own network namespace. The same as ullage_table_entries.",
    labels: [],
    maximumSeries: 1,
    needsPart: "tableUsage",
    doesNotMean: "Where node_exporter exports it too, both are scraped: choose by job.",
    samples: (status) => single(partValue(status, "tableUsage")?.count),
  },
  {
    name: "node_nf_conntrack_entries_limit",
    type: "gauge",
    unit: "entries",
    help: "nf_conntrack_max as it is set; 0 means no limit.",
    labels: [],
    maximumSeries: 1,
    needsPart: "tableUsage",
    doesNotMean: "Other than ullage_table_entries_limit it is 0 without a limit, as node_exporter has it.",
    samples: (status) => single(partValue(status, "tableUsage")?.max),
  },
  ...columns.map(
    ({ stat, counter, help }): Metric => ({
      name: `node_nf_conntrack_stat_${stat}`,
      type: "gauge",
      help: `${help}, over all CPUs (cumulative; use increase()).`,
      labels: [],
      maximumSeries: 1,
      needsPart: "cpuCounters",
      doesNotMean: "A value above zero says nothing of today. node_exporter's wraps at 2^32 on every CPU; this one does not.",
      samples: ({ counterTotals }) => single(counterTotals?.[counter]),
    }),
  ),
];
