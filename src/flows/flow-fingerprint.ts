import { addressWordsPerRow, type FlowBatch, portsPerRow } from "../model/flow-batch.ts";

/** 64 bits for each row's zone, protocol and original tuple. That is what an entry is: ids are hashes of the kernel's and collide. */
export function fingerprintRows(batch: FlowBatch, high: Uint32Array, low: Uint32Array): void {
  const { addresses, ports, zone, family, protocol, length } = batch;
  for (let row = 0; row < length; row++) {
    const at = row * addressWordsPerRow;
    const portAt = row * portsPerRow;
    const portWord = (ports[portAt]! << 16) | ports[portAt + 1]!;
    const kindWord = (zone[row]! << 16) | (family[row]! << 8) | protocol[row]!;
    let lowHash = mix(mix(0x9747b28c, portWord), kindWord);
    let highHash = mix(mix(0x3c6ef372, kindWord), portWord);
    lowHash = mix(mix(lowHash, addresses[at + 3]!), addresses[at + 7]!);
    highHash = mix(mix(highHash, addresses[at + 7]!), addresses[at + 3]!);
    if (family[row] === 6) {
      for (let word = 0; word < 3; word++) {
        lowHash = mix(mix(lowHash, addresses[at + word]!), addresses[at + 4 + word]!);
        highHash = mix(mix(highHash, addresses[at + 4 + word]!), addresses[at + word]!);
      }
    }
    low[row] = finish(lowHash);
    high[row] = finish(highHash);
  }
}

/** One round of MurmurHash3's body. */
function mix(hash: number, word: number): number {
  let mixed = Math.imul(word, 0xcc9e2d51);
  mixed = (mixed << 15) | (mixed >>> 17);
  const folded = hash ^ Math.imul(mixed, 0x1b873593);
  return (Math.imul((folded << 13) | (folded >>> 19), 5) + 0xe6546b64) | 0;
}

/** MurmurHash3's finaliser. */
function finish(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
