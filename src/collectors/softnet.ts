import { parseSoftnetStat } from "../wire/procfs/softnet-stat.ts";
import { defineCollector } from "./collector.ts";
import { malformedRemark, withRemarks } from "./remarks.ts";

export const softnet = defineCollector({
  part: "softnet",
  title: "Backlog of received packets",
  why: "A CPU that cannot keep up drops packets before connection tracking sees them.",
  reads: ["/proc/net/softnet_stat"],
  cost: "cheap",
  async collect({ proc }) {
    const source = proc.path("net/softnet_stat");
    const { perCpu, malformedRows } = parseSoftnetStat(proc.readText("net/softnet_stat"));
    return { value: { perCpu }, source, ...withRemarks(malformedRemark(source, malformedRows)) };
  },
});
