import { type Owner, workloadText } from "../../model/owner.ts";

export interface NamedOwner {
  readonly owner: Owner;
  /** Every claim of it is over: a pod that is gone. */
  readonly hasEnded: boolean;
}

/** Gives owners small numbers; 0 is nobody who is known. */
export class OwnerNumbers {
  private readonly named: NamedOwner[] = [];
  private readonly numbers = new Map<string, number>();

  /** Owners have the numbers 1 to this one. */
  get size(): number {
    return this.named.length;
  }

  at(number: number): NamedOwner | undefined {
    return this.named[number - 1];
  }

  /** An owner has ended when it has each time that it is named. */
  numberOf(owner: Owner, hasEnded = false): number {
    const key = `${owner.kind} ${owner.namespace ?? ""} ${owner.name} ${workloadText(owner)}`;
    const known = this.numbers.get(key);
    if (known !== undefined) {
      if (!hasEnded && this.named[known - 1]?.hasEnded === true) this.named[known - 1] = { owner, hasEnded };
      return known;
    }
    this.named.push({ owner, hasEnded });
    this.numbers.set(key, this.named.length);
    return this.named.length;
  }
}
