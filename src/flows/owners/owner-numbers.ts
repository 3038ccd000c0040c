import { namespaceText, type Owner, ownerText, workloadText } from "../../model/owner.ts";

export interface NamedOwner {
  readonly owner: Owner;
  /** Every claim of it is over: a pod that is gone. */
  readonly hasEnded: boolean;
}

/** Gives owners small numbers; 0 is nobody who is known. */
export class OwnerNumbers {
  /** Which owners go together under one name. */
  readonly byWorkload = new OwnerNames(workloadText);
  readonly byOwnName = new OwnerNames(ownerText);
  readonly byNamespace = new OwnerNames(namespaceText);
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
    for (const names of [this.byWorkload, this.byOwnName, this.byNamespace]) names.add(owner);
    return this.named.length;
  }
}

/** The names that owners go by in one dimension. They are made once, since a table is composed every second and its names change every hour. */
export class OwnerNames {
  readonly names: string[] = [];
  /** By the number of the owner: which of the names. */
  readonly nameOfOwner: number[] = [0];
  private readonly nameOf: (owner: Owner) => string;
  private readonly numbers = new Map<string, number>();

  constructor(nameOf: (owner: Owner) => string) {
    this.nameOf = nameOf;
  }

  add(owner: Owner): void {
    const name = this.nameOf(owner);
    let number = this.numbers.get(name);
    if (number === undefined) {
      number = this.names.length;
      this.names.push(name);
      this.numbers.set(name, number);
    }
    this.nameOfOwner.push(number);
  }
}
