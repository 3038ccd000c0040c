/**
 * Nodes, bundles and clusters by their own names: an operator who knows his node has to be able to begin, and whoever has a list of names must not get through it. So only
 * some names are taken that no answer told, right ones and wrong ones alike, and for the rest it is known by what answers told. With time there are more: a server that
 * many ask for weeks must not end up with none for anybody.
 */
export class FirstNames {
  private readonly known = new Set<string>();
  private readonly taken = new Set<string>();
  private readonly nowMs: () => number;
  private left = mostAtOnce;
  private countedAtMs: number;

  /** `nowMs` never goes back. */
  constructor(nowMs: () => number = () => performance.now()) {
    this.nowMs = nowMs;
    this.countedAtMs = nowMs();
  }

  learn(names: Iterable<string | undefined>): void {
    for (const name of names) if (name !== undefined && name !== "") this.known.add(plain(name));
  }

  isKnown(name: string): boolean {
    // As the cluster's `providerID` has it.
    return this.known.has(plain(name.replace(/^aws:\/\/.*\//, "")));
  }

  /** Whether one more is taken; one that was taken is for good. */
  take(name: string): boolean {
    if (this.taken.has(plain(name))) return true;
    this.refill();
    if (this.left === 0) return false;
    this.left--;
    this.taken.add(plain(name));
    return true;
  }

  private refill(): void {
    const more = Math.floor((this.nowMs() - this.countedAtMs) / oneMoreMs);
    this.countedAtMs += more * oneMoreMs;
    this.left = Math.min(mostAtOnce, this.left + more);
  }
}

/** A cluster's name, some nodes, and mistakes in writing them. */
const mostAtOnce = 10;
/** Somebody who knows his nodes begins a few times a day; a list of a thousand names takes six weeks. */
const oneMoreMs = 3_600_000;

function plain(name: string): string {
  return name.trim().toLowerCase();
}
