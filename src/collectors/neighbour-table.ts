import type { NeighbourTable } from "../model/node-snapshot.ts";
import type { FileTree } from "../sources/file-tree.ts";
import { parseNeighbourStat } from "../wire/procfs/neighbour-stat.ts";
import { defineCollector, PartMissing } from "./collector.ts";
import { malformedRemark, withRemarks } from "./remarks.ts";
import { readSysctlNumber } from "./sysctl-files.ts";

export const neighbourTable = defineCollector({
  part: "neighbourTable",
  title: "Neighbour tables",
  why: "When the table of neighbours is at gc_thresh3, packets to new addresses are lost with the same symptoms as a full conntrack table.",
  reads: [
    "/proc/net/stat/arp_cache",
    "/proc/net/stat/ndisc_cache",
    "/proc/sys/net/ipv4/neigh/default/gc_thresh{1,2,3}",
    "/proc/sys/net/ipv6/neigh/default/gc_thresh{1,2,3}",
  ],
  cost: "cheap",
  async collect({ proc }) {
    const tables = families.flatMap(({ family, cache }) => {
      const text = proc.readTextIfPresent(cache);
      return text === undefined ? [] : [readTable(proc, family, cache, text)];
    });
    if (tables.length === 0) {
      const reason = "the statistics of neighbours are shown in the initial network namespace only, and this process is in another";
      throw new PartMissing("absent", proc.path("net/stat/arp_cache"), reason);
    }
    return {
      value: tables.map(({ table }) => table),
      source: tables.map(({ source }) => source).join(", "),
      ...withRemarks(...tables.map(({ source, malformedRows }) => malformedRemark(source, malformedRows))),
    };
  },
});

const families = [
  { family: 4, cache: "net/stat/arp_cache" },
  { family: 6, cache: "net/stat/ndisc_cache" },
] as const;

function readTable(
  proc: FileTree,
  family: 4 | 6,
  cache: string,
  text: string,
): { readonly table: NeighbourTable; readonly source: string; readonly malformedRows: number } {
  const { malformedRows, ...counted } = parseNeighbourStat(text);
  const threshold = (step: 1 | 2 | 3) => readSysctlNumber(proc, `sys/net/ipv${family}/neigh/default/gc_thresh${step}`);
  return {
    table: { family, ...counted, gcThresh1: threshold(1), gcThresh2: threshold(2), gcThresh3: threshold(3) },
    source: proc.path(cache),
    malformedRows,
  };
}
