import type { KeyedHash } from "../../analysis/redaction/address-redactor.ts";

/**
 * The ids of findings, searches, clusters and evidence are hashes without a key of the names that they speak of: whoever has a list of names could hash each and look
 * which id left. So under a veil each is exchanged one to one by a Feistel network with its key (Luby and Rackoff, 1988): nothing has to be remembered, and what comes
 * in is put back.
 */
export class KeyedIds {
  private readonly keyedHash: KeyedHash;

  constructor(keyedHash: KeyedHash) {
    this.keyedHash = keyedHash;
  }

  shown(text: string): string {
    return text.replace(stableIds, (_, kind: string, digits: string) => `${kind}-${this.permuted(digits, rounds)}`);
  }

  meant(text: string): string {
    return text.replace(stableIds, (_, kind: string, digits: string) => `${kind}-${this.permuted(digits, rounds.toReversed())}`);
  }

  /** Both halves change places at the end, so that the same rounds backwards lead back. */
  private permuted(digits: string, order: readonly number[]): string {
    let [left, right] = [Number.parseInt(digits.slice(0, 6), 16), Number.parseInt(digits.slice(6), 16)];
    for (const round of order) {
      const [high = 0, middle = 0, low = 0] = this.keyedHash(`id/${round}/${right}`);
      [left, right] = [right, left ^ ((high << 16) | (middle << 8) | low)];
    }
    return [right, left].map((half) => half.toString(16).padStart(6, "0")).join("");
  }
}

/** As `stableId` makes them. */
const stableIds = /(?<![A-Za-z0-9])([FESC])-([0-9a-f]{12})(?![A-Za-z0-9])/g;

const rounds: readonly number[] = [0, 1, 2, 3, 4, 5];
