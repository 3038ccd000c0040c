import type { SlabMemory } from "../../model/node-snapshot.ts";
import { decimalNumber, wordsOf } from "./number-text.ts";

/**
 * The memory of connection-tracking entries from /proc/slabinfo (version 2.x), over the whole node: one slab `nf_conntrack` for all
 * namespaces, or on old kernels one for each (`nf_conntrack_ffff…`, `nf_conntrack_12`). Undefined when there is none. SLUB counts every object of a slab that a
 * CPU holds as active, so `activeObjects` stands a little above the number of entries.
 */
export function parseConntrackSlabs(text: string): SlabMemory | undefined {
  const slabs = text
    .split("\n")
    .filter((line) => line.startsWith("nf_conntrack") && !line.startsWith("nf_conntrack_expect"))
    .flatMap((line) => {
      const [active, total, bytes] = wordsOf(line).slice(1, 4).map(decimalNumber);
      return active === undefined || total === undefined || bytes === undefined ? [] : [{ active, total, bytes }];
    });
  if (slabs.length === 0) return undefined;
  return {
    activeObjects: slabs.reduce((sum, { active }) => sum + active, 0),
    totalObjects: slabs.reduce((sum, { total }) => sum + total, 0),
    objectBytes: Math.max(...slabs.map(({ bytes }) => bytes)),
    totalBytes: slabs.reduce((sum, { total, bytes }) => sum + total * bytes, 0),
  };
}
