import { hashWords } from "./key-hash.ts";

/**
 * About how many distinct addresses each of the first keys talks to: a bitmap of 256 bits a key in which each peer sets the bit of its hash (linear
 * counting, Whang et al. 1990). Good to a few percent up to some hundreds; beyond 1,400 all bits are set and more cannot be told.
 */
export class KeyPeers {
  private bits = new Uint32Array(256 * wordsPerKey);

  /** `numbers` by row; the peer of row r stands in four words at `words[r * wordsPerRow + offset]`. */
  addColumn(numbers: Uint32Array, words: Uint32Array, wordsPerRow: number, offset: number, rows: Uint32Array): void {
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      const number = numbers[row]!;
      if (number >= trackedKeys) continue;
      if ((number + 1) * wordsPerKey > this.bits.length) this.grow(number);
      const from = row * wordsPerRow + offset;
      // The upper bits: the lower ones choose the key's place in the tables of keys.
      const bit = hashWords(words[from]!, words[from + 1]!, words[from + 2]!, words[from + 3]!) >>> 24;
      this.bits[number * wordsPerKey + (bit >>> 5)]! |= 1 << (bit & 31);
    }
  }

  private grow(number: number): void {
    let capacity = this.bits.length;
    while (capacity < (number + 1) * wordsPerKey) capacity *= 2;
    const bits = new Uint32Array(Math.min(capacity, trackedKeys * wordsPerKey));
    bits.set(this.bits);
    this.bits = bits;
  }

  /** Undefined for a key without a bitmap. */
  peersOf(number: number): number | undefined {
    const bits = new Uint32Array(wordsPerKey);
    return this.addTo(bits, number) ? estimatePeers(bits) : undefined;
  }

  /** Lays the bitmap of a key over others; false where it has none. */
  addTo(bits: Uint32Array, number: number): boolean {
    if (number >= trackedKeys) return false;
    for (let word = 0; word < wordsPerKey; word++) bits[word]! |= this.bits[number * wordsPerKey + word] ?? 0;
    return true;
  }
}

/** From bitmaps of `KeyPeers` laid over each other. */
export function estimatePeers(bits: Uint32Array): number {
  let clear = 0;
  for (const word of bits) for (let rest = ~word; rest !== 0; rest &= rest - 1) clear++;
  // With every bit set the estimate is infinite; one clear bit is the most that it can tell.
  return Math.round(bitsPerKey * Math.log(bitsPerKey / Math.max(1, clear)));
}

const bitsPerKey = 256;
export const wordsPerKey = bitsPerKey / 32;
/** 1 MB. */
const trackedKeys = 32_768;
