import { addressWordsPerRow, type FlowBatch, portsPerRow } from "../model/flow-batch.ts";

/**
 * 64 bits for each row's zone, protocol and original tuple. That is what an entry is: ids are hashes of the kernel's and collide. Two lanes of MurmurHash3's
 * body take each word together, with multipliers and rotations of their own, and its finaliser ends both.
 */
export function fingerprintRows(batch: FlowBatch, high: Uint32Array, low: Uint32Array): void {
  const { addresses, ports, zone, family, protocol, length } = batch;
  for (let row = 0; row < length; row++) {
    const at = row * addressWordsPerRow;
    const portAt = row * portsPerRow;
    const isIpv6 = family[row] === 6;
    const kindWord = (zone[row]! << 16) | (family[row]! << 8) | protocol[row]!;
    const portWord = (ports[portAt]! << 16) | ports[portAt + 1]!;
    let word = scramble(kindWord);
    let lowHash = lowRound(0x9747b28c, word);
    let highHash = highRound(0x3c6ef372, word);
    word = scramble(portWord);
    lowHash = lowRound(lowHash, word);
    highHash = highRound(highHash, word);
    // Source and destination lie side by side; of an IPv4 address only the last of the four words differs from another's.
    for (let next = isIpv6 ? 0 : 3; next < 8; next += isIpv6 ? 1 : 4) {
      word = scramble(addresses[at + next]!);
      lowHash = lowRound(lowHash, word);
      highHash = highRound(highHash, word);
    }
    lowHash = (lowHash + highHash) | 0;
    low[row] = finish(lowHash);
    high[row] = finish((highHash + lowHash) | 0);
  }
}

function scramble(word: number): number {
  const scrambled = Math.imul(word, 0xcc9e2d51);
  return (scrambled << 15) | (scrambled >>> 17);
}

function lowRound(hash: number, word: number): number {
  const folded = hash ^ Math.imul(word, 0x1b873593);
  return (Math.imul((folded << 13) | (folded >>> 19), 5) + 0xe6546b64) | 0;
}

function highRound(hash: number, word: number): number {
  const folded = hash ^ Math.imul(word, 0x38b34ae5);
  return (Math.imul((folded << 17) | (folded >>> 15), 5) + 0x0bcaa747) | 0;
}

/** MurmurHash3's finaliser. */
function finish(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
