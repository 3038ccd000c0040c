import { parseAddress } from "../../model/ip-address.ts";
import { hashWords } from "../key-hash.ts";

/** Gives addresses small numbers in the order in which they come, and finds the number of exactly that address again; 0 is no address of these. */
export class AddressNumbers {
  private keys = new Uint32Array(64 * 4);
  /** Open addressing. */
  private index = new Uint32Array(256);
  size = 0;

  /** 0 for a text that is no address. */
  add(text: string): number {
    const words = parseAddress(text);
    if (words === undefined) return 0;
    const known = this.find(...words);
    if (known !== 0) return known;
    const number = ++this.size;
    if ((number + 1) * 4 > this.keys.length) {
      const keys = new Uint32Array(this.keys.length * 2);
      keys.set(this.keys);
      this.keys = keys;
    }
    this.keys.set(words, number * 4);
    if (number * 2 > this.index.length) this.growIndex();
    else this.place(number);
    return number;
  }

  find(word0: number, word1: number, word2: number, word3: number): number {
    const { index, keys } = this;
    const mask = index.length - 1;
    let slot = hashWords(word0, word1, word2, word3) & mask;
    for (;;) {
      const number = index[slot]!;
      if (number === 0) return 0;
      const at = number * 4;
      if (keys[at + 3] === word3 && keys[at] === word0 && keys[at + 1] === word1 && keys[at + 2] === word2) return number;
      slot = (slot + 1) & mask;
    }
  }

  private growIndex(): void {
    this.index = new Uint32Array(this.index.length * 2);
    for (let number = 1; number <= this.size; number++) this.place(number);
  }

  private place(number: number): void {
    const { index, keys } = this;
    const mask = index.length - 1;
    const at = number * 4;
    let slot = hashWords(keys[at]!, keys[at + 1]!, keys[at + 2]!, keys[at + 3]!) & mask;
    while (index[slot] !== 0) slot = (slot + 1) & mask;
    index[slot] = number;
  }
}
