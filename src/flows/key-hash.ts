/** Mixes four 32-bit words into one; the finaliser is that of MurmurHash3, so that keys that differ in one bit land far apart. */
export function hashWords(word0: number, word1: number, word2: number, word3: number): number {
  let hash = Math.imul(word3 ^ Math.imul(word0, 0x85ebca6b), 0xcc9e2d51) ^ Math.imul(word1, 0x1b873593) ^ Math.imul(word2, 0x27d4eb2f);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
