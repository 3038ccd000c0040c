import { countText } from "../model/count-text.ts";
import type { NeighbourTable } from "../model/node-snapshot.ts";
import type { Remedy } from "./remedy.ts";
import { partOf } from "./situation-readings.ts";

/** From three quarters on a table is counted as short. */
const shortShare = 0.75;

export const raiseNeighbourThresholds: Remedy = {
  id: "raise-neighbour-thresholds",
  title: "Give the neighbour table more room",
  kind: "change",
  when: "immediate",
  rating: "YELLOW",
  why: "Beyond gc_thresh3 the kernel resolves no further neighbour, and connections to it fail as if the connection table were full. Pods on one link count one each.",
  helpsAgainst: ["neighbour-table-full"],
  doesNotHelpAgainst: ["hash-undersized"],
  plan(situation) {
    const short = (partOf(situation, "neighbourTable") ?? []).filter(
      ({ entries, gcThresh3, tableFulls }) => gcThresh3 > 0 && (entries >= gcThresh3 * shortShare || (tableFulls ?? 0) > 0),
    );
    if (short.length === 0) return undefined;
    const said = short.map(({ family, entries, gcThresh3 }) => `${countText(entries)} of ${countText(gcThresh3)} IPv${family} neighbours`);
    return {
      because: `The table has ${said.join(" and ")}.`,
      // The highest first, so that the three are in order at every moment.
      commands: short.flatMap((table) => thresholdLines(table, raised(table))),
      verify: [
        "table_fulls must stop rising: ullage check --only neighbour-table --window 10",
        ...short.map(({ family }) => `ip -${family} neigh show | wc -l must stay below gc_thresh2`),
      ],
      undo: short.flatMap((table) => thresholdLines(table, table).toReversed()),
      owner: "the node's sysctl.d (AKS: linuxOSConfig.sysctls.netIpv4NeighDefaultGcThresh1 to 3 of a new node pool)",
      caution:
        "It is lost at the next restart: put the lines into /etc/sysctl.d as well. On some nodes neighbours are so many because a whole range is scanned or pinged.",
    };
  },
};

type Thresholds = Pick<NeighbourTable, "gcThresh1" | "gcThresh2" | "gcThresh3">;

function raised({ entries, gcThresh1, gcThresh2, gcThresh3 }: NeighbourTable): Thresholds {
  let top = 4096;
  while (top < Math.max(2 * gcThresh3, 2 * entries)) top *= 2;
  return { gcThresh1: Math.max(gcThresh1, top / 4), gcThresh2: Math.max(gcThresh2, top / 2), gcThresh3: top };
}

function thresholdLines({ family }: NeighbourTable, { gcThresh1, gcThresh2, gcThresh3 }: Thresholds): readonly string[] {
  const at = `sysctl -w net.ipv${family}.neigh.default`;
  return [`${at}.gc_thresh3=${gcThresh3}`, `${at}.gc_thresh2=${gcThresh2}`, `${at}.gc_thresh1=${gcThresh1}`];
}
