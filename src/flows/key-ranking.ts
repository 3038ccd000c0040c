export interface KeyCount {
  readonly words: readonly [number, number, number, number];
  readonly count: number;
  /** The key's order of appearance, or `noKeyNumber`. */
  readonly number: number;
}

/** Keys stand four words each in `keys`; `counts` has one number a key. */
function keyCountAt(keys: Uint32Array, counts: Uint32Array, number: number): KeyCount {
  const at = number * 4;
  return { words: [keys[at]!, keys[at + 1]!, keys[at + 2]!, keys[at + 3]!], count: counts[number]!, number };
}

/** Whether the key whose four words begin there is wanted. */
export type KeyPredicate = (keys: Uint32Array, at: number) => boolean;

/** The `limit` most frequent keys, without sorting all of them; equal counts in the order of their words, so that two runs agree. */
export function mostFrequentKeys(
  keys: Uint32Array,
  counts: Uint32Array,
  size: number,
  limit: number,
  isWanted?: KeyPredicate,
): readonly KeyCount[] {
  const before = (left: number, right: number) => counts[right]! - counts[left]! || compareWords(keys, left, right);
  const best: number[] = [];
  for (let number = 0; number < size && limit > 0; number++) {
    const worst = best[best.length - 1];
    if (best.length === limit && worst !== undefined && before(worst, number) <= 0) continue;
    if (isWanted !== undefined && !isWanted(keys, number * 4)) continue;
    let low = 0;
    let high = best.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (before(best[middle]!, number) <= 0) low = middle + 1;
      else high = middle;
    }
    best.splice(low, 0, number);
    if (best.length > limit) best.pop();
  }
  return best.map((number) => keyCountAt(keys, counts, number));
}

function compareWords(keys: Uint32Array, left: number, right: number): number {
  for (let word = 0; word < 4; word++) {
    const difference = keys[left * 4 + word]! - keys[right * 4 + word]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
