/** A full table may take up to this part of the node's memory. */
export const largestMemoryShare = 0.1;

/** Room above the largest number of entries seen, for the burst that nobody has seen yet. */
export const roomAbovePeak = 1.3;

/** An entry is 256 bytes, 384 where a listener of events gives each an extension (measured on Linux 6.18); the larger where the slab is not readable. */
export const assumedObjectBytes = 384;

/** One pointer a bucket: `struct hlist_nulls_head` of include/linux/list_nulls.h. */
const bucketBytes = 8;

/** Two tuples an entry and four entries a bucket make chains of eight, where searching begins to cost. kube-proxy keeps the same relation. */
const entriesPerBucket = 4;

/** nf_conntrack_max is read as a signed int. */
export const largestLimit = 2 ** 31 - 1;

/** Limits below a bounded size are multiples of this, so that they are recognised again. */
const boundedStep = 16_384;

/** What a table of so many entries takes. */
export function tableBytes(entries: number, buckets: number, objectBytes: number): number {
  return objectBytes * entries + bucketBytes * buckets;
}

/** The smallest power of two from 131,072 on, kube-proxy's least limit, that is not below what is wanted. */
export function roundedLimit(wanted: number): number {
  let size = 131_072;
  while (size < wanted) size *= 2;
  return size;
}

/** The buckets that go with a limit, where there are too few; never fewer than there are. */
export function bucketsFor(limit: number, current: number | undefined): number | undefined {
  if (current === undefined || current <= 0 || limit / current <= entriesPerBucket) return undefined;
  let buckets = 1024;
  while (limit / buckets > entriesPerBucket) buckets *= 2;
  return buckets;
}

export interface LimitCost {
  readonly objectBytes: number;
  readonly buckets?: number | undefined;
}

/** What a full table of this limit takes, with the buckets that go with it. */
export function fullTableBytes(limit: number, { objectBytes, buckets }: LimitCost): number {
  return tableBytes(limit, bucketsFor(limit, buckets) ?? buckets ?? limit, objectBytes);
}

/** The largest limit whose full table takes no more than the share of this memory; 0 where none does. */
export function affordableLimit(memoryBytes: number, cost: LimitCost): number {
  const bytes = memoryBytes * largestMemoryShare;
  let limit = Math.floor(bytes / cost.objectBytes / boundedStep) * boundedStep;
  while (limit > 0 && fullTableBytes(limit, cost) > bytes) limit -= boundedStep;
  return Math.max(0, limit);
}
