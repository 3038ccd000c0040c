import { parseArpTable } from "../wire/procfs/arp-table.ts";
import { defineCollector } from "./collector.ts";
import { amount, malformedRemark, withRemarks } from "./remarks.ts";

/** gc_thresh3 bounds the table; by default it is 1024. */
const maximumIncomplete = 4096;

export const neighbours = defineCollector({
  part: "neighbours",
  title: "Neighbours that do not answer",
  why: "A pod that is gone does not answer ARP, which tells an endpoint that is gone from one that is slow.",
  reads: ["/proc/net/arp"],
  cost: "cheap",
  async collect({ proc }) {
    const { entries, malformedRows } = parseArpTable(proc.readText("net/arp"));
    const incomplete = [...new Set(entries.filter(({ flags }) => flags === 0).map(({ address }) => address))];
    const left = incomplete.length - maximumIncomplete;
    return {
      value: { incomplete: incomplete.slice(0, maximumIncomplete) },
      source: proc.path("net/arp"),
      ...withRemarks(
        malformedRemark(proc.path("net/arp"), malformedRows),
        left > 0 ? `${amount(left, "neighbour", "neighbours")} left out` : undefined,
      ),
    };
  },
});
