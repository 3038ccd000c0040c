import { hashWords } from "./key-hash.ts";
import { type KeyCount, type KeyPredicate, mostFrequentKeys } from "./key-ranking.ts";
import { SpaceSavingCounter } from "./space-saving-counter.ts";

/** The most frequent keys of a stream, and how far the figures can be trusted. */
export interface KeyCounts {
  readonly exact: boolean;
  /** An item's count may be too high by at most this much. */
  readonly errorBound: number;
  /** Keys seen; when not exact, at least so many. */
  readonly distinct: number;
  readonly items: readonly KeyCount[];
}

/**
 * Counts four-word keys: each key has its own counter while there are at most `maxExactKeys` of them, beyond that the Space-Saving algorithm
 * keeps the frequent ones with a known error. Memory is bounded whatever the stream holds.
 */
export class KeyCounter {
  private readonly maxExactKeys: number;
  /** Keys densely in order of appearance, four words each. */
  private keys = new Uint32Array(initialKeys * 4);
  private counts = new Uint32Array(initialKeys);
  private size = 0;
  /** Open addressing: key number + 1, or 0. */
  private index = new Uint32Array(initialKeys * 2);
  private overflow: SpaceSavingCounter | undefined;

  constructor(maxExactKeys = 262_144) {
    this.maxExactKeys = maxExactKeys;
  }

  add(word0: number, word1: number, word2: number, word3: number): void {
    oneKey[0] = word0;
    oneKey[1] = word1;
    oneKey[2] = word2;
    oneKey[3] = word3;
    this.addColumn(oneKey, 4, 0, firstRow);
  }

  /**
   * Counts the key of each of these rows; in row number r it stands at `words[r * wordsPerRow + offset]`. `numbers` is told by row which key it was, in
   * order of appearance, or `noKeyNumber` for one that has lost its number.
   */
  addColumn(words: Uint32Array, wordsPerRow: number, offset: number, rows: Uint32Array, numbers?: Uint32Array): void {
    for (let number = 0; number < rows.length; number++) {
      const row = rows[number]!;
      const from = row * wordsPerRow + offset;
      const word0 = words[from]!;
      const word1 = words[from + 1]!;
      const word2 = words[from + 2]!;
      const word3 = words[from + 3]!;
      if (this.overflow !== undefined) {
        const origin = this.overflow.add(word0, word1, word2, word3);
        if (numbers !== undefined) numbers[row] = origin;
        continue;
      }
      const { index, keys } = this;
      const mask = index.length - 1;
      let slot = hashWords(word0, word1, word2, word3) & mask;
      let entry = index[slot]!;
      while (entry !== 0) {
        const at = (entry - 1) * 4;
        if (keys[at + 3] === word3 && keys[at] === word0 && keys[at + 1] === word1 && keys[at + 2] === word2) break;
        slot = (slot + 1) & mask;
        entry = index[slot]!;
      }
      if (numbers !== undefined) numbers[row] = entry === 0 ? this.size : entry - 1;
      if (entry === 0) this.insert(slot, word0, word1, word2, word3);
      else this.counts[entry - 1]!++;
    }
  }

  private insert(slot: number, word0: number, word1: number, word2: number, word3: number): void {
    if (this.size === this.maxExactKeys) {
      this.overflow = SpaceSavingCounter.fromCounts(this.keys, this.counts, this.size);
      this.keys = new Uint32Array(0);
      this.counts = new Uint32Array(0);
      this.index = new Uint32Array(0);
      this.overflow.add(word0, word1, word2, word3);
      return;
    }
    const number = this.size++;
    if (number >= this.counts.length) this.growKeys();
    this.keys[number * 4] = word0;
    this.keys[number * 4 + 1] = word1;
    this.keys[number * 4 + 2] = word2;
    this.keys[number * 4 + 3] = word3;
    this.counts[number] = 1;
    this.index[slot] = number + 1;
    if (this.size * 2 > this.index.length) this.growIndex();
  }

  private growKeys(): void {
    const capacity = Math.min(this.counts.length * 2, this.maxExactKeys);
    const keys = new Uint32Array(capacity * 4);
    keys.set(this.keys);
    this.keys = keys;
    const counts = new Uint32Array(capacity);
    counts.set(this.counts);
    this.counts = counts;
  }

  private growIndex(): void {
    const index = new Uint32Array(this.index.length * 2);
    const mask = index.length - 1;
    const keys = this.keys;
    for (let number = 0; number < this.size; number++) {
      const at = number * 4;
      let slot = hashWords(keys[at]!, keys[at + 1]!, keys[at + 2]!, keys[at + 3]!) & mask;
      while (index[slot] !== 0) slot = (slot + 1) & mask;
      index[slot] = number + 1;
    }
    this.index = index;
  }

  /** `distinct` counts all keys, `items` has only those that are wanted. */
  top(limit: number, isWanted?: KeyPredicate): KeyCounts {
    if (this.overflow !== undefined) return { ...this.overflow.top(limit, isWanted), distinct: this.maxExactKeys + 1 };
    return { exact: true, errorBound: 0, distinct: this.size, items: mostFrequentKeys(this.keys, this.counts, this.size, limit, isWanted) };
  }
}

const initialKeys = 1024;
const oneKey = new Uint32Array(4);
const firstRow = new Uint32Array(1);
