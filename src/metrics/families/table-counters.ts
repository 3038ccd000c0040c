import type { Metric, MetricDeclaration } from "../metric-family.ts";
import { single } from "../sample.ts";

interface CounterRow extends Pick<MetricDeclaration, "name" | "help" | "doesNotMean"> {
  /** As the column of /proc/net/stat/nf_conntrack is called here. */
  readonly counter: string;
}

const rows: readonly CounterRow[] = [
  {
    counter: "drop",
    name: "ullage_table_drops_total",
    help: "Packets dropped because a connection could not get an entry: table full, no source NAT port, or no memory.",
    doesNotMean:
      "It does not say which of these: read it with the use of the table and `ullage_table_found_total`. Standing still it says nothing of today.",
  },
  {
    counter: "earlyDrop",
    name: "ullage_table_early_drops_total",
    help: "Entries evicted to admit others at the limit. Nothing is logged for it.",
    doesNotMean: "It does not mean that all is well because nothing was dropped: those that are evicted are live flows, often DNS.",
  },
  {
    counter: "insertFailed",
    name: "ullage_table_insert_failures_total",
    help: "Entries that could not be inserted, mostly because another had the same addresses and ports.",
    doesNotMean: "It does not mean a full table. With `ullage_table_found_total` rising fast it points to exhausted source NAT ports.",
  },
  {
    counter: "found",
    name: "ullage_table_found_total",
    help: "Attempts to use addresses and ports that were taken, most while source NAT looked for a free port.",
    doesNotMean: "It does not count successful look-ups of packets, whatever its name says.",
  },
  {
    counter: "invalid",
    name: "ullage_table_invalid_total",
    help: "Packets that could not be tracked: malformed, or out of any known connection.",
    doesNotMean: "A few a second are ordinary on every node: late resets, scanners, asymmetric routes.",
  },
  {
    counter: "clashResolve",
    name: "ullage_table_clash_resolutions_total",
    help: "Two packets of one datagram flow raced through the table and the kernel kept both.",
    doesNotMean: "It does not mean loss: what was resolved was delivered. Before Linux 5.9 the kernel does not count it.",
  },
  {
    counter: "searchRestart",
    name: "ullage_table_search_restarts_total",
    help: "Look-ups that began again because the hash table was resized or an entry moved under them.",
    doesNotMean: "It is no loss and says nothing of the limit.",
  },
  {
    counter: "chainTooLong",
    name: "ullage_table_chain_too_long_total",
    help: "Entries refused because the chain of their bucket was too long (Linux 5.15 and later).",
    doesNotMean: "It does not mean a full table: there are too few buckets for the entries, or somebody aims at one bucket.",
  },
];

const tableFullLogRecords: Metric = {
  name: "ullage_table_full_log_records_total",
  type: "counter",
  unit: "records",
  help: "Lines `nf_conntrack: table full, dropping packet` of the kernel's log since the agent began, of any network namespace.",
  labels: [],
  maximumSeries: 1,
  needsPart: "kernelLog",
  countedSince: "agent",
  doesNotMean: "It does not count packets: the kernel writes few of these lines, and none at all while it can evict others.",
  samples: ({ tableFullRecords }) => single(tableFullRecords),
};

export const tableCounters: readonly Metric[] = [
  ...rows.map(
    ({ counter, ...row }): Metric => ({
      ...row,
      type: "counter",
      unit: counter === "drop" || counter === "invalid" ? "packets" : "entries",
      labels: [],
      maximumSeries: 1,
      needsPart: "cpuCounters",
      countedSince: "boot",
      samples: ({ counterTotals }) => single(counterTotals?.[counter]),
    }),
  ),
  tableFullLogRecords,
];
