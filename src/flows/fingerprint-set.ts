/**
 * A set of 64-bit fingerprints in one typed array: a table of a million entries costs 16 MB instead of a million objects.
 * Two distinct entries share a fingerprint with probability n² / 2^65, 3 in 10^8 for a million.
 */
export class FingerprintSet {
  size = 0;
  private slots: Uint32Array;
  private mask: number;

  constructor(expected = 0) {
    const capacity = capacityFor(expected);
    this.slots = new Uint32Array(capacity * 2);
    this.mask = capacity - 1;
  }

  /**
   * Adds `length` fingerprints and sets `isFirst` to 1 for each that was not in the set. Many at a time, because a table of a million lies in memory and
   * not in any cache: in a loop that does nothing else the processor fetches several slots at once.
   */
  addAll(high: Uint32Array, low: Uint32Array, length: number, isFirst: Uint8Array): void {
    while ((this.size + length) / (this.mask + 1) > maxLoad) this.grow();
    const slots = this.slots;
    const mask = this.mask;
    for (let number = 0; number < length; number++) {
      // An empty slot is all zeros, so the one fingerprint that looks empty gets another name.
      const highWord = high[number]!;
      const lowWord = (highWord | low[number]!) === 0 ? 1 : low[number]!;
      let at = (lowWord & mask) * 2;
      isFirst[number] = 1;
      for (;;) {
        const seenLow = slots[at]!;
        const seenHigh = slots[at + 1]!;
        if ((seenLow | seenHigh) === 0) {
          slots[at] = lowWord;
          slots[at + 1] = highWord;
          this.size++;
          break;
        }
        if (seenLow === lowWord && seenHigh === highWord) {
          isFirst[number] = 0;
          break;
        }
        at = (at + 2) & (mask * 2 + 1);
      }
    }
  }

  private grow(): void {
    const old = this.slots;
    const capacity = (this.mask + 1) * 2;
    const slots = new Uint32Array(capacity * 2);
    const mask = capacity - 1;
    for (let at = 0; at < old.length; at += 2) {
      const low = old[at]!;
      const high = old[at + 1]!;
      if ((low | high) === 0) continue;
      let slot = low & mask;
      while ((slots[slot * 2]! | slots[slot * 2 + 1]!) !== 0) slot = (slot + 1) & mask;
      slots[slot * 2] = low;
      slots[slot * 2 + 1] = high;
    }
    this.slots = slots;
    this.mask = mask;
  }
}

/** Linear probing stays below two probes on average up to here. */
const maxLoad = 0.65;

function capacityFor(expected: number): number {
  let capacity = 1024;
  while (capacity * maxLoad < expected) capacity *= 2;
  return capacity;
}
