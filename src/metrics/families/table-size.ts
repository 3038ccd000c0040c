import type { Metric } from "../metric-family.ts";
import { partValue, single } from "../sample.ts";

/** What is counted and set: the table's entries and its limits. */
export const tableSize: readonly Metric[] = [
  {
    name: "ullage_table_entries",
    type: "gauge",
    unit: "entries",
    help: "nf_conntrack_count of the node's own network namespace.",
    labels: [],
    maximumSeries: 1,
    needsPart: "tableUsage",
    doesNotMean:
      "It is not the number of live connections: what has expired is counted until the kernel collects it, some seconds to two minutes later. Spikes between two scrapes stand in `ullage_table_entries_peak`.",
    samples: (status) => single(partValue(status, "tableUsage")?.count),
  },
  {
    name: "ullage_table_entries_limit",
    type: "gauge",
    unit: "entries",
    help: "nf_conntrack_max; +Inf where it is 0, which means no limit.",
    labels: [],
    maximumSeries: 1,
    needsPart: "tableUsage",
    doesNotMean: "It is not shared by the node's network namespaces: each may hold that many. No cloud's own limit is in it.",
    samples: (status) => single(limitOf(partValue(status, "tableUsage")?.max)),
  },
  {
    name: "ullage_table_use_ratio",
    type: "gauge",
    unit: "ratio",
    help: "Entries by limit, 0 to 1; 0 where there is no limit.",
    labels: [],
    maximumSeries: 1,
    needsPart: "tableUsage",
    doesNotMean:
      "A low ratio does not mean that nothing is lost: exhausted source NAT ports, a cloud's allowance and a race between datagrams leave the table nearly empty.",
    samples(status) {
      const usage = partValue(status, "tableUsage");
      return single(usage === undefined ? undefined : usage.max === 0 ? 0 : usage.count / usage.max);
    },
  },
  {
    name: "ullage_table_buckets",
    type: "gauge",
    unit: "buckets",
    help: "Buckets of the hash table (nf_conntrack_buckets).",
    labels: [],
    maximumSeries: 1,
    needsPart: "tableUsage",
    doesNotMean: "It is no limit: more entries than buckets are slow to look up, not refused.",
    samples: (status) => single(partValue(status, "tableUsage")?.buckets),
  },
  {
    name: "ullage_table_entries_peak",
    type: "gauge",
    unit: "entries",
    help: "Highest count, read every second, of the time up to the scrape that the label names.",
    labels: ["window"],
    maximumSeries: 3,
    needsPart: "tableUsage",
    doesNotMean:
      "A scrape does not begin the window anew, so two scrapers see the same. Choose the shortest window that is longer than the scrape interval. A window that is longer than the agent has run holds what it has seen.",
    samples: ({ peaks }) => peaks.map(({ window, count }) => ({ labels: [window], value: count })),
  },
  {
    name: "ullage_table_memory_bytes",
    type: "gauge",
    unit: "bytes",
    help: "Kernel memory of the slabs that hold entries, of all network namespaces.",
    labels: [],
    maximumSeries: 1,
    needsPart: "slabMemory",
    doesNotMean: "The hash table, 8 bytes a bucket, is not in it. It falls late: the kernel keeps slabs of entries that are gone.",
    samples: (status) => single(partValue(status, "slabMemory")?.totalBytes),
  },
];

/** A limit of zero would read as full. */
function limitOf(max: number | undefined): number | undefined {
  return max === 0 ? Number.POSITIVE_INFINITY : max;
}
