import { addressWordsPerRow, type FlowBatch, portsPerRow } from "../../model/flow-batch.ts";
import type { Network } from "../flow-filter.ts";
import { flowEnds } from "./flow-end.ts";
import { hasPorts } from "./flow-of-row.ts";

/** What an end of an entry has to be; everything that is given must hold for one and the same end. */
export interface Place {
  readonly network?: Network;
  readonly port?: number;
  readonly protocol?: number;
}

/**
 * Tells which of an entry's four ends are at one of some places. A name may stand for thousands of addresses and a table has a million entries, so whole
 * addresses are looked up by their last word, and before that in a bit for each of its hashes, which says no to nearly all of them.
 */
export class EndMatcher {
  private readonly hashes = new Uint8Array(65_536);
  private readonly byLastWord = new Map<number, CompiledPlace[]>();
  private readonly others: readonly CompiledPlace[];

  constructor(places: readonly Place[]) {
    const others: CompiledPlace[] = [];
    for (const place of places) {
      const compiled = compilePlace(place);
      if (place.network?.prefixBits !== 128) others.push(compiled);
      else this.addWhole(compiled, place.network.words[3]);
    }
    this.others = others;
  }

  private addWhole(place: CompiledPlace, lastWord: number): void {
    this.hashes[hashOf(lastWord)] = 1;
    const besides = this.byLastWord.get(lastWord);
    if (besides === undefined) this.byLastWord.set(lastWord, [place]);
    else besides.push(place);
  }

  /** One bit for each end, in the order of `flowEnds`. */
  endsAt(batch: FlowBatch, row: number): number {
    let ends = 0;
    for (let end = 0; end < flowEnds.length; end++) {
      const lastWord = batch.addresses[row * addressWordsPerRow + end * 4 + 3]!;
      const isWanted =
        (this.hashes[hashOf(lastWord)] === 1 && isAtSome(this.byLastWord.get(lastWord), batch, row, end)) ||
        (this.others.length > 0 && isAtSome(this.others, batch, row, end));
      if (isWanted) ends |= 1 << end;
    }
    return ends;
  }
}

function hashOf(word: number): number {
  return (word ^ (word >>> 16)) & 0xffff;
}

interface CompiledPlace {
  readonly words: readonly number[];
  readonly masks: readonly number[];
  /** -1 for any. */
  readonly port: number;
  readonly protocol: number;
}

function compilePlace({ network, port = -1, protocol = -1 }: Place): CompiledPlace {
  const prefixBits = network?.prefixBits ?? 0;
  const masks = [0, 1, 2, 3].map((word) => maskWord(prefixBits - word * 32));
  return { words: masks.map((mask, word) => ((network?.words[word] ?? 0) & mask) >>> 0), masks, port, protocol };
}

function maskWord(bits: number): number {
  if (bits <= 0) return 0;
  return bits >= 32 ? 0xffffffff : (0xffffffff << (32 - bits)) >>> 0;
}

function isAtSome(places: readonly CompiledPlace[] | undefined, batch: FlowBatch, row: number, end: number): boolean {
  if (places === undefined) return false;
  const at = row * addressWordsPerRow + end * 4;
  const protocol = batch.protocol[row]!;
  for (const place of places) {
    if (place.protocol >= 0 && place.protocol !== protocol) continue;
    // A batch has the ports of the ends in the order of the ends.
    if (place.port >= 0 && (batch.ports[row * portsPerRow + end] !== place.port || !hasPorts(protocol))) continue;
    if (isInNetwork(place, batch.addresses, at)) return true;
  }
  return false;
}

function isInNetwork({ words, masks }: CompiledPlace, addresses: Uint32Array, at: number): boolean {
  for (let word = 3; word >= 0; word--) if ((addresses[at + word]! & masks[word]!) >>> 0 !== words[word]) return false;
  return true;
}
