import { defineCheck } from "./check.ts";

export const hashLoad = defineCheck({
  id: "hash-load",
  title: "Conntrack hash load",
  says: "How many entries there are for each bucket of the hash table; every entry is in it twice, once for each direction.",
  why: "Every packet of a tracked flow walks one chain. Long chains cost CPU on each packet, and at some length the kernel refuses the insert.",
  doesNotMean:
    "It does not mean that the table is full: size and buckets are two settings. Buckets can be changed without a reboot, in the initial namespace.",
  nextCommand: "sysctl net.netfilter.nf_conntrack_buckets net.netfilter.nf_conntrack_max",
  needs: ["tableUsage"],
  cost: "cheap",
  judges: "state",
  levels: { warning: "Entries for each bucket exceed warningEntriesPerBucket." },
  thresholds: {
    warningEntriesPerBucket: {
      default: 4,
      unit: "ratio",
      source: "kube-proxy sets buckets to a quarter of the limit: a full table has 4, which is 8 tuples a chain",
    },
  },
  evaluate({ now }, { warningEntriesPerBucket }) {
    const { count, buckets } = now.tableUsage.value;
    if (buckets === undefined || buckets === 0) return [{ level: "not-evaluated", because: "nf_conntrack_buckets could not be read" }];
    const load = count / buckets;
    const text = `Conntrack hash load: ${load.toFixed(2)} entries a bucket (${count} / ${buckets})`;
    const figures = { value: load, limit: warningEntriesPerBucket };
    if (load <= warningEntriesPerBucket) return [{ level: "ok", text, ...figures }];
    return [{ level: "warning", text: `${text}: a lookup walks about ${Math.round(load * 2)} tuples`, ...figures }];
  },
});
