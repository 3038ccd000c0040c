/**
 * Twelve hexadecimal digits for what a thing speaks of. The same words give the same id on every machine and on every day, so an id can be quoted in a ticket
 * and found again in the next collection. No defence against somebody who wants two words to collide.
 */
export function stableId(...words: readonly string[]): string {
  // Two runs of FNV-1a with different beginnings; a unit separator keeps "a","bc" apart from "ab","c".
  let high = 0x811c9dc5;
  let low = 0x01000193;
  for (const character of words.join("\u001f")) {
    const code = character.codePointAt(0) ?? 0;
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ (code + 0x9e37), 0x85ebca6b);
    low ^= low >>> 13;
  }
  return `${(high >>> 0).toString(16).padStart(8, "0")}${((low >>> 0) & 0xffff).toString(16).padStart(4, "0")}`;
}
