import { addressWordsPerRow, type FlowBatch } from "../../model/flow-batch.ts";
import { noKeyNumber } from "../key-kinds.ts";
import { decideByRow, type OwnerIndex } from "./owner-index.ts";

/**
 * Whose each distinct address of a column is, looked up once an address: owners have their numbers from 1 on, addresses without a name numbers of their own above
 * those, and 0 is every address without a name that came when those were used up.
 */
export class KeyOwners {
  /** Distinct addresses without a name, among those that had a number as keys. */
  nameless = 0;
  private readonly index: OwnerIndex | undefined;
  private readonly owners: number;
  private readonly maxNameless: number;
  /** By the number of the key: whose it is, and one more, so that 0 is a key that was not looked up. */
  private known = new Uint32Array(1024);

  constructor(index: OwnerIndex | undefined, maxNameless: number) {
    this.index = index;
    this.owners = index?.size ?? 0;
    this.maxNameless = maxNameless;
  }

  /** One more than the highest number. */
  get groups(): number {
    return this.owners + 1 + Math.min(this.nameless, this.maxNameless);
  }

  /** Whose an address without a name is; undefined where it was not looked up. */
  ofKey(number: number): number | undefined {
    const known = this.known[number] ?? 0;
    return known === 0 ? undefined : known - 1;
  }

  /** The numbers of the keys of these owners. */
  keysOf(owners: ReadonlySet<number>): ReadonlyMap<number, readonly number[]> {
    const keys = new Map<number, number[]>();
    for (let key = 0; key < this.known.length; key++) {
      const owner = this.known[key]! - 1;
      if (!owners.has(owner)) continue;
      const others = keys.get(owner);
      if (others === undefined) keys.set(owner, [key]);
      else others.push(key);
    }
    return keys;
  }

  /**
   * Fills `into` by row; the address of a row stands at `offset` in it. Returns for how many rows the address alone does not decide: those are in `undecided`,
   * and what stands for them in `into` is what the index says.
   */
  fill(
    { addresses }: FlowBatch,
    rows: Uint32Array,
    keyNumbers: Uint32Array,
    offset: number,
    into: Uint32Array,
    undecided: Uint32Array,
  ): number {
    const { known } = this;
    let special = 0;
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at]!;
      const key = keyNumbers[row]!;
      const owner = (key < known.length ? known[key]! : 0) - 1;
      into[row] = owner;
      // As an unsigned number -1, for a key that was not looked up, is beyond as well.
      if (owner >>> 0 >= firstUndecided) undecided[special++] = row;
    }
    let length = 0;
    for (let at = 0; at < special; at++) {
      const row = undecided[at]!;
      const key = keyNumbers[row]!;
      const known = this.ofKey(key) ?? this.lookUp(key, addresses, row * addressWordsPerRow + offset);
      into[row] = known;
      if (known >= firstUndecided) undecided[length++] = row;
    }
    return length;
  }

  private lookUp(key: number, addresses: Uint32Array, at: number): number {
    const found = this.index?.lookUp(addresses[at]!, addresses[at + 1]!, addresses[at + 2]!, addresses[at + 3]!) ?? 0;
    if (key === noKeyNumber) return found;
    if (key >= this.known.length) {
      let capacity = this.known.length;
      while (capacity <= key) capacity *= 2;
      const known = new Uint32Array(capacity);
      known.set(this.known);
      this.known = known;
    }
    let owner = found;
    if (found === 0) {
      this.nameless++;
      owner = this.nameless > this.maxNameless ? 0 : this.owners + this.nameless;
    }
    this.known[key] = owner + 1;
    return owner;
  }
}

// Of its own, since V8 reads what a module imports anew for each row.
const firstUndecided = decideByRow;
