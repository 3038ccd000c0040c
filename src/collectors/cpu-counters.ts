import { parseConntrackStat } from "../wire/procfs/conntrack-stat.ts";
import { defineCollector, PartMissing } from "./collector.ts";
import { malformedRemark, withRemarks } from "./remarks.ts";
import { conntrackNotLoaded, isConntrackLoaded } from "./sysctl-files.ts";

export const cpuCounters = defineCollector({
  part: "cpuCounters",
  title: "Counters of the table",
  why: "Refused packets, evictions and failed inserts show here; the usage alone shows none of them.",
  reads: ["/proc/net/stat/nf_conntrack", "ctnetlink IPCTNL_MSG_CT_GET_STATS_CPU"],
  capability: { name: "CAP_NET_ADMIN", gives: "the counters over netlink where the kernel has no /proc/net/stat/nf_conntrack" },
  cost: "cheap",
  async collect({ proc, conntrack }) {
    const path = "net/stat/nf_conntrack";
    const text = proc.readTextIfPresent(path);
    if (text !== undefined) {
      const { perCpu, malformedRows } = parseConntrackStat(text);
      if (perCpu.length === 0) throw new PartMissing("failed", proc.path(path), `${proc.path(path)} has no row that could be read`);
      return {
        value: { origin: "procfs", perCpu },
        source: proc.path(path),
        ...withRemarks(malformedRemark(proc.path(path), malformedRows)),
      };
    }
    if (!isConntrackLoaded(proc)) throw conntrackNotLoaded(proc);
    return {
      value: { origin: "ctnetlink", perCpu: await conntrack.readCpuCounters() },
      source: "ctnetlink IPCTNL_MSG_CT_GET_STATS_CPU",
      remarks: [`${proc.path(path)} does not exist: this kernel is built without CONFIG_NF_CONNTRACK_PROCFS`],
    };
  },
});
