import { type AddressWords, isIpv4Words } from "../../model/ip-address.ts";
import { type KeptNetwork, keptNetworks } from "./kept-networks.ts";

/** A keyed hash of at least 32 bytes, such as HMAC-SHA-256 with a key that is thrown away. */
export type KeyedHash = (text: string) => Uint8Array;

/**
 * Replaces addresses so that two that share their first n bits share their first n bits afterwards, and no more: networks stay networks (the idea of
 * Crypto-PAn, Xu et al., 2002). Bit i is flipped or not by a keyed function of the bits before it. A hash of 256 bits decides all 255 nodes of the tree
 * under one prefix of whole bytes, so an address costs as many hashes as it has bytes, and those in one /24 share them.
 *
 * On the way to a network whose class must be recognised (loopback, private, link-local …) nothing is flipped. The mapping is one to one, so nothing from
 * outside is ever mapped into such a network.
 */
export class AddressRedactor {
  private readonly keyedHash: KeyedHash;
  private readonly trees = new Map<string | number, Uint8Array>();
  private readonly wholeIpv6 = new Map<string, AddressWords>();

  constructor(keyedHash: KeyedHash) {
    this.keyedHash = keyedHash;
  }

  redact(word0: number, word1: number, word2: number, word3: number): AddressWords {
    return isIpv4Words(word0, word1, word2) ? [word0, word1, word2, this.redactIpv4(word3)] : this.redactIpv6([word0, word1, word2, word3]);
  }

  redactIpv4(address: number): number {
    let redacted = 0;
    for (let index = 0; index < 4; index++) {
      const shift = 24 - index * 8;
      const prefix = index === 0 ? 0 : address >>> (shift + 8);
      // A number of its own for each length and value of the prefix.
      const key = index * 0x1_000_000 + prefix;
      const tree = this.trees.get(key) ?? this.remember(key, 4, bytesOf([address], index));
      redacted |= flipByte(tree, (address >>> shift) & 255) << shift;
    }
    return redacted >>> 0;
  }

  private redactIpv6(words: AddressWords): AddressWords {
    const key = words.join();
    const known = this.wholeIpv6.get(key);
    if (known !== undefined) return known;
    const bytes = bytesOf(words, 16);
    const redacted = bytes.map((byte, index) => {
      const prefix = bytes.subarray(0, index);
      const treeKey = `6 ${prefix.join(".")}`;
      return flipByte(this.trees.get(treeKey) ?? this.remember(treeKey, 6, prefix), byte);
    });
    const word = (at: number) => ((redacted[at]! << 24) | (redacted[at + 1]! << 16) | (redacted[at + 2]! << 8) | redacted[at + 3]!) >>> 0;
    const result: AddressWords = [word(0), word(4), word(8), word(12)];
    if (this.wholeIpv6.size >= mostRemembered) this.wholeIpv6.clear();
    this.wholeIpv6.set(key, result);
    return result;
  }

  private remember(key: string | number, family: 4 | 6, prefix: Uint8Array): Uint8Array {
    if (this.trees.size >= mostRemembered) this.trees.clear();
    const tree = treeUnder(prefix, keptNetworks[family], this.keyedHash(`address/${family}/${prefix.join(".")}`));
    this.trees.set(key, tree);
    return tree;
  }
}

/** Some 10 MB of trees. What is forgotten is computed again. */
const mostRemembered = 50_000;

/** A bit for each node of the tree of the byte behind the prefix: whether the next bit is flipped there. */
function treeUnder(prefix: Uint8Array, networks: readonly KeptNetwork[], hash: Uint8Array): Uint8Array {
  const tree = hash.slice(0, 32);
  const near = networks.filter((network) => agreesOn(network, prefix));
  if (near.length === 0) return tree;
  for (let depth = 0; depth < 8; depth++)
    for (let bits = 0; bits < 1 << depth; bits++) {
      const node = nodeOf(depth, bits);
      if (near.some((network) => isKeptAt(network, prefix.length, depth, bits))) tree[node >> 3]! &= ~(1 << (node & 7));
    }
  return tree;
}

function flipByte(tree: Uint8Array, byte: number): number {
  let flipped = byte;
  for (let depth = 0; depth < 8; depth++) {
    const node = nodeOf(depth, byte >> (8 - depth));
    flipped ^= ((tree[node >> 3]! >> (node & 7)) & 1) << (7 - depth);
  }
  return flipped;
}

function nodeOf(depth: number, bits: number): number {
  return (1 << depth) - 1 + bits;
}

/** Whether the network lies under the prefix or the prefix in the network. */
function agreesOn({ bytes, bits }: KeptNetwork, prefix: Uint8Array): boolean {
  const shared = Math.min(prefix.length * 8, bits);
  for (let bit = 0; bit < shared; bit++) if (bitOf(bytes, bit) !== bitOf(prefix, bit)) return false;
  return true;
}

/** The node of the tree: `depth` bits of the byte behind a prefix that agrees with the network. */
function isKeptAt({ bytes, bits, isWhole }: KeptNetwork, prefixBytes: number, depth: number, nodeBits: number): boolean {
  const position = prefixBytes * 8 + depth;
  const shared = Math.min(depth, Math.max(0, bits - prefixBytes * 8));
  const wanted = bytes[prefixBytes] ?? 0;
  if (nodeBits >> (depth - shared) !== wanted >> (8 - shared)) return false;
  return position < bits || isWhole;
}

function bitOf(bytes: Uint8Array, bit: number): number {
  return (bytes[bit >> 3]! >> (7 - (bit & 7))) & 1;
}

function bytesOf(words: readonly number[], length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (words[index >> 2]! >>> (24 - (index & 3) * 8)) & 255);
}
