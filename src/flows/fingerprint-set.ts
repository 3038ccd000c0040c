/**
 * A set of 64-bit fingerprints in six bytes a slot that never grows, so that what it takes is known beforehand: 35 MB for five million entries, and
 * untouched pages cost nothing. Once it is full it goes on telling what it remembers, and counts what it could not take in.
 *
 * A slot keeps the high word and the lower half of the low word; the upper half says where the search begins, so it need not be kept. Two distinct entries
 * share a fingerprint with probability n² / 2^65: 3 in 10^8 for a million, 7 in 10^7 for five million.
 */
export class FingerprintSet {
  size = 0;
  /** Fingerprints that came when the set was full: whether a later one repeats them is not known. */
  unremembered = 0;
  private readonly capacity: number;
  /** High words; 0 is an empty slot. Apart from the tails, so that a cache line holds sixteen and a search seldom leaves the line it began in. */
  private readonly heads: Uint32Array;
  private readonly tails: Uint16Array;

  constructor(expected?: number) {
    this.capacity = Math.min(Math.max(Math.ceil(expected ?? maxRemembered), leastCapacity), maxRemembered);
    const slots = Math.ceil(this.capacity / maxLoad);
    this.heads = new Uint32Array(slots);
    this.tails = new Uint16Array(slots);
    // Pages that will be wanted are taken one after the other. Looked at before it is written, a page is mapped twice, and the second time every processor
    // that runs a thread of ours is interrupted: measured, 28 ms for a table of a million against 4.
    if (expected !== undefined) {
      this.heads.fill(0);
      this.tails.fill(0);
    }
  }

  /**
   * Adds `length` fingerprints and sets `isFirst` to 1 for each that was not in the set. Many at a time, because a table of a million lies in memory and
   * not in any cache: in a loop that does nothing else the processor fetches several slots at once. `places` is told where each of them stands, or
   * `noPlace`.
   */
  addAll(high: Uint32Array, low: Uint32Array, length: number, isFirst: Uint8Array, places?: Uint32Array): void {
    const { heads, tails, capacity } = this;
    const slots = heads.length;
    const slotsPerLow = slots / 4_294_967_296;
    let size = this.size;
    for (let number = 0; number < length; number++) {
      const lowWord = low[number]!;
      // An empty slot is zero, so the one head that looks empty gets another name.
      const head = high[number]! || 1;
      const tail = lowWord & 0xffff;
      let at = Math.floor(lowWord * slotsPerLow);
      isFirst[number] = 1;
      for (;;) {
        const seen = heads[at]!;
        if (seen === 0) {
          if (size === capacity) {
            this.unremembered++;
            at = noPlace;
            break;
          }
          heads[at] = head;
          tails[at] = tail;
          size++;
          break;
        }
        if (seen === head && tails[at] === tail) {
          isFirst[number] = 0;
          break;
        }
        if (++at === slots) at = 0;
      }
      if (places !== undefined) places[number] = at;
    }
    this.size = size;
  }

  /** Tells for each of these rows where its fingerprint stands in the set, or `noPlace`; `places` in the order of the rows. */
  findAll(high: Uint32Array, low: Uint32Array, rows: Uint32Array, places: Uint32Array): void {
    const { heads, tails } = this;
    const slots = heads.length;
    const slotsPerLow = slots / 4_294_967_296;
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      const lowWord = low[row]!;
      const head = high[row]! || 1;
      const tail = lowWord & 0xffff;
      let at = Math.floor(lowWord * slotsPerLow);
      for (;;) {
        const seen = heads[at]!;
        if (seen === head && tails[at] === tail) break;
        if (seen === 0) {
          at = noPlace;
          break;
        }
        if (++at === slots) at = 0;
      }
      places[index] = at;
    }
  }

  /** How many places there are. */
  get places(): number {
    return this.heads.length;
  }
}

/** Stands for a fingerprint that is not in the set. */
export const noPlace = 0xffff_ffff;

/** More than kube-proxy's limit for 128 processors; as many as the live table is read to. */
export const maxRemembered = 5_000_000;

/** A slot spans no more than 65,536 low words, which the half that is kept tells apart. */
const leastCapacity = 65_536;

/** Linear probing within a cache line: measured, a fuller and smaller table is faster than an emptier and larger one up to here. */
const maxLoad = 0.85;
