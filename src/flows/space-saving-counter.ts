import { hashWords } from "./key-hash.ts";
import { noKeyNumber } from "./key-kinds.ts";
import { type KeyCount, type KeyPredicate, mostFrequentKeys } from "./key-ranking.ts";

/**
 * Space-Saving (Metwally, Agrawal, El Abbadi 2005) over four-word keys: a key without a counter takes over the smallest one and inherits its count,
 * so every count is too high by at most the smallest counter. A heap finds the smallest, chained buckets find a key.
 */
export class SpaceSavingCounter {
  private readonly keys = new Uint32Array(capacity * 4);
  private readonly counts = new Uint32Array(capacity);
  private readonly buckets = new Int32Array(bucketCount).fill(-1);
  private readonly nextInBucket = new Int32Array(capacity).fill(-1);
  /** Counter numbers as a binary heap, smallest count at the root, and where each counter stands in it. */
  private readonly heap = new Int32Array(capacity);
  private readonly heapPosition = new Int32Array(capacity);
  /** Which number a key had while each had a counter of its own, or `noKeyNumber` for one that came later. */
  private readonly origins = new Uint32Array(capacity).fill(noKeyNumber);
  private size = 0;

  /** Starts from exact counts, of which the most frequent are kept: what is left out had at most the count of the smallest kept. */
  static fromCounts(keys: Uint32Array, counts: Uint32Array, size: number): SpaceSavingCounter {
    const counter = new SpaceSavingCounter();
    const order = Uint32Array.from({ length: size }, (_, number) => number).sort((left, right) => counts[right]! - counts[left]!);
    const kept = Math.min(size, capacity);
    for (let rank = 0; rank < kept; rank++) {
      const from = order[rank]!;
      // From the largest to the smallest: filled backwards, the heap is a valid one from the start.
      counter.place(kept - 1 - rank, keys, from, counts[from]!);
    }
    counter.size = kept;
    return counter;
  }

  private place(number: number, keys: Uint32Array, from: number, count: number): void {
    for (let word = 0; word < 4; word++) this.keys[number * 4 + word] = keys[from * 4 + word]!;
    this.counts[number] = count;
    this.origins[number] = from;
    this.heap[number] = number;
    this.heapPosition[number] = number;
    this.link(number);
  }

  /** Returns the number that the key had before, as in `origins`. */
  add(word0: number, word1: number, word2: number, word3: number): number {
    const keys = this.keys;
    let number = this.buckets[hashWords(word0, word1, word2, word3) & (bucketCount - 1)]!;
    while (number >= 0) {
      const at = number * 4;
      if (keys[at + 3] === word3 && keys[at] === word0 && keys[at + 1] === word1 && keys[at + 2] === word2) break;
      number = this.nextInBucket[number]!;
    }
    if (number < 0) {
      number = this.heap[0]!;
      this.unlink(number);
      const at = number * 4;
      keys[at] = word0;
      keys[at + 1] = word1;
      keys[at + 2] = word2;
      keys[at + 3] = word3;
      this.origins[number] = noKeyNumber;
      this.link(number);
    }
    this.counts[number]!++;
    this.sink(this.heapPosition[number]!);
    return this.origins[number]!;
  }

  top(limit: number, isWanted?: KeyPredicate): { readonly exact: false; readonly errorBound: number; readonly items: readonly KeyCount[] } {
    const items = mostFrequentKeys(this.keys, this.counts, this.size, limit, isWanted).map((item) => ({
      ...item,
      number: this.origins[item.number]!,
    }));
    return { exact: false, errorBound: this.counts[this.heap[0]!]!, items };
  }

  private bucketOf(number: number): number {
    const at = number * 4;
    return hashWords(this.keys[at]!, this.keys[at + 1]!, this.keys[at + 2]!, this.keys[at + 3]!) & (bucketCount - 1);
  }

  private link(number: number): void {
    const bucket = this.bucketOf(number);
    this.nextInBucket[number] = this.buckets[bucket]!;
    this.buckets[bucket] = number;
  }

  private unlink(number: number): void {
    const bucket = this.bucketOf(number);
    let at = this.buckets[bucket]!;
    if (at === number) {
      this.buckets[bucket] = this.nextInBucket[number]!;
      return;
    }
    while (this.nextInBucket[at] !== number) at = this.nextInBucket[at]!;
    this.nextInBucket[at] = this.nextInBucket[number]!;
  }

  private sink(start: number): void {
    const { heap, heapPosition, counts, size } = this;
    const number = heap[start]!;
    const count = counts[number]!;
    let at = start;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= size) break;
      if (child + 1 < size && counts[heap[child + 1]!]! < counts[heap[child]!]!) child++;
      const other = heap[child]!;
      if (counts[other]! >= count) break;
      heap[at] = other;
      heapPosition[other] = at;
      at = child;
    }
    heap[at] = number;
    heapPosition[number] = at;
  }
}

/** Finds every key that has more than total / 65,536 entries; 3 MB. */
const capacity = 65_536;
const bucketCount = 131_072;
