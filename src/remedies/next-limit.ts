import { countText } from "../model/count-text.ts";
import { isPresent } from "../model/reading.ts";
import type { Situation } from "./remedy.ts";
import { partOf } from "./situation-readings.ts";

/** A full table may take up to this part of the node's memory. */
export const largestMemoryShare = 0.1;

/** Room above the largest number of entries seen, for the burst that nobody has seen yet. */
const roomAbovePeak = 1.3;

/** A raise by less than this is used up before anybody has looked. */
const leastGain = 1.25;

/** An entry is 256 bytes, 384 where a listener of events gives each an extension (measured on Linux 6.18); the larger where the slab is not readable. */
const assumedObjectBytes = 384;

/** One pointer a bucket: `struct hlist_nulls_head` of include/linux/list_nulls.h. */
const bucketBytes = 8;

/** Two tuples an entry and four entries a bucket make chains of eight, where searching begins to cost. kube-proxy keeps the same relation. */
const entriesPerBucket = 4;

/** nf_conntrack_max is read as a signed int. */
const largestLimit = 2 ** 31 - 1;

/** Limits below a bounded size are multiples of this, so that they are recognised again. */
const boundedStep = 16_384;

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
 * The next size that is at least twice the present limit and leaves room above the peak, or as much as memory allows. Undefined where the limit is not
 * known, is unlimited, or cannot be raised by a useful amount: a lower or equal number is never the answer.
 */
export function nextLimit(situation: Situation): NextLimit | undefined {
  const usage = partOf(situation, "tableUsage");
  if (usage === undefined || usage.max <= 0) return undefined;
  const current = usage.max;
  const peak = peakEntries(situation);
  const slab = partOf(situation, "slabMemory");
  const isObjectSizeRead = slab !== undefined && slab.objectBytes > 0;
  const objectBytes = isObjectSizeRead ? slab.objectBytes : assumedObjectBytes;
  const memory = partOf(situation, "resources")?.memoryTotalBytes;
  const bucketsNow = usage.buckets;
  const bytesOf = (limit: number) => objectBytes * limit + bucketBytes * (nextBuckets(limit, bucketsNow) ?? bucketsNow ?? limit);

  const wanted = nextSize(Math.max(2 * current, Math.ceil(peak * roomAbovePeak)));
  const affordable = memory === undefined ? largestLimit : affordableLimit(memory * largestMemoryShare, bytesOf, objectBytes);
  const next = Math.min(wanted, affordable, largestLimit);
  if (next < current * leastGain) return undefined;
  const buckets = nextBuckets(next, bucketsNow);
  const tableBytes = bytesOf(next);
  return {
    current,
    next,
    peak,
    ...(buckets === undefined || bucketsNow === undefined ? {} : { buckets: { current: bucketsNow, next: buckets } }),
    tableBytes,
    objectBytes,
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

/** The smallest power of two from 131,072 on, kube-proxy's least limit, that is not below what is wanted. */
function nextSize(wanted: number): number {
  let size = 131_072;
  while (size < wanted) size *= 2;
  return size;
}

function nextBuckets(limit: number, current: number | undefined): number | undefined {
  if (current === undefined || current <= 0 || limit / current <= entriesPerBucket) return undefined;
  let buckets = 1024;
  while (limit / buckets > entriesPerBucket) buckets *= 2;
  return buckets;
}

function affordableLimit(bytes: number, bytesOf: (limit: number) => number, objectBytes: number): number {
  let limit = Math.floor(bytes / objectBytes / boundedStep) * boundedStep;
  while (limit > 0 && bytesOf(limit) > bytes) limit -= boundedStep;
  return Math.max(0, limit);
}
