const longest = 100;

/** Levenshtein's: how many letters have to be put in, taken out or replaced. For words as short as names; the longest are cut. */
export function distance(one: string, other: string): number {
  const [left, right] = [one.slice(0, longest), other.slice(0, longest)];
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1));
    row = next;
  }
  return row[right.length]!;
}
