import { defineCollector } from "./collector.ts";
import { conntrackNotLoaded, conntrackSysctls, readSysctlNumber, readSysctlNumberIfPresent } from "./sysctl-files.ts";

export const tableUsage = defineCollector({
  part: "tableUsage",
  title: "Table usage",
  why: "The number of entries against the limit is the first question of every incident.",
  reads: [
    "/proc/sys/net/netfilter/nf_conntrack_count",
    "/proc/sys/net/netfilter/nf_conntrack_max",
    "/proc/sys/net/netfilter/nf_conntrack_buckets",
    "/proc/sys/net/netfilter/nf_conntrack_expect_max",
  ],
  cost: "cheap",
  async collect({ proc }) {
    const count = readSysctlNumberIfPresent(proc, `${conntrackSysctls}/nf_conntrack_count`);
    if (count === undefined) throw conntrackNotLoaded(proc);
    const buckets = readSysctlNumberIfPresent(proc, `${conntrackSysctls}/nf_conntrack_buckets`);
    const expectMax = readSysctlNumberIfPresent(proc, `${conntrackSysctls}/nf_conntrack_expect_max`);
    return {
      value: {
        count,
        max: readSysctlNumber(proc, `${conntrackSysctls}/nf_conntrack_max`),
        ...(buckets === undefined ? {} : { buckets }),
        ...(expectMax === undefined ? {} : { expectMax }),
      },
      source: proc.path(`${conntrackSysctls}/nf_conntrack_{count,max}`),
    };
  },
});
