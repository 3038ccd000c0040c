import {
  affordableLimit,
  assumedObjectBytes,
  bucketsFor,
  fullTableBytes,
  largestLimit,
  largestMemoryShare,
  roomAbovePeak,
  roundedLimit,
} from "../analysis/table-limit.ts";
import { countText } from "../model/count-text.ts";
import { isPresent } from "../model/reading.ts";
import type { Situation } from "./remedy.ts";
import { partOf } from "./situation-readings.ts";

/** A raise by less than this is used up before anybody has looked. */
const leastGain = 1.25;

/** A limit of the kernel's table that this node can hold, and what it costs. */
export interface NextLimit {
  readonly current: number;
  readonly next: number;
  /** The most entries seen, in whichever namespace is full. */
  readonly peak: number;
  /** Buckets to go with it, where there are too few; never fewer than there are. */
  readonly buckets?: { readonly current: number; readonly next: number };
  /** Of a full table, buckets included. */
  readonly tableBytes: number;
  readonly objectBytes: number;
  readonly isObjectSizeRead: boolean;
  /** Undefined where the memory could not be read. */
  readonly memoryShare?: number;
  readonly isBoundedByMemory: boolean;
}

/**
 * The limit that was decided on, else the next size that is at least twice the present limit and leaves room above the peak, or as much as memory allows.
 * Undefined where the limit is not known, is unlimited, or cannot be raised by a useful amount: a lower or equal number is never the answer.
 */
export function nextLimit(situation: Situation): NextLimit | undefined {
  const usage = partOf(situation, "tableUsage");
  if (usage === undefined || usage.max <= 0) return undefined;
  const current = usage.max;
  const peak = peakEntries(situation);
  const slab = partOf(situation, "slabMemory");
  const isObjectSizeRead = slab !== undefined && slab.objectBytes > 0;
  const cost = { objectBytes: isObjectSizeRead ? slab.objectBytes : assumedObjectBytes, buckets: usage.buckets };
  const memory = partOf(situation, "resources")?.memoryTotalBytes;

  const decided = situation.decided?.limit;
  const wanted = decided ?? roundedLimit(Math.max(2 * current, Math.ceil(peak * roomAbovePeak)));
  // Whoever decides on a number is told what it costs, and gets it.
  const affordable = memory === undefined || decided !== undefined ? largestLimit : affordableLimit(memory, cost);
  const next = Math.min(wanted, affordable, largestLimit);
  if (decided === undefined ? next < current * leastGain : next <= current) return undefined;
  const buckets = bucketsFor(next, usage.buckets);
  const tableBytes = fullTableBytes(next, cost);
  return {
    current,
    next,
    peak,
    ...(buckets === undefined || usage.buckets === undefined ? {} : { buckets: { current: usage.buckets, next: buckets } }),
    tableBytes,
    objectBytes: cost.objectBytes,
    isObjectSizeRead,
    ...(memory === undefined ? {} : { memoryShare: tableBytes / memory }),
    isBoundedByMemory: next < wanted,
  };
}

/** What a plan says about the memory that a raised limit takes. */
export function memoryCaution({ next, tableBytes, objectBytes, isObjectSizeRead, memoryShare, isBoundedByMemory }: NextLimit): string {
  const size = isObjectSizeRead
    ? `${objectBytes} bytes an entry by this node's slab`
    : "reckoned with 384 bytes an entry, since the slab could not be read (256 to 384 is usual)";
  const share =
    memoryShare === undefined ? ", this node's memory could not be read" : `, ${(memoryShare * 100).toFixed(1)} % of the node's memory`;
  const bound = isBoundedByMemory ? ` More would take over ${largestMemoryShare * 100} % of the memory.` : "";
  return `A full table of ${countText(next)} entries takes ${countText(tableBytes / 1e6)} MB (${size}${share}); memory is used only as entries come.${bound}`;
}

/** The table that is full need not be the reader's own: every namespace is counted against the same limit. */
function peakEntries(situation: Situation): number {
  const { earlier } = situation.observation;
  const before = earlier?.parts.tableUsage;
  const counts = [
    partOf(situation, "tableUsage")?.count ?? 0,
    isPresent(before) ? before.value.count : 0,
    ...(partOf(situation, "namespaces") ?? []).map(({ count }) => count),
  ];
  return Math.max(...counts);
}
