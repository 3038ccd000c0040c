/**
 * Nodes, bundles and clusters by their own names: an operator who knows his node has to be able to begin, and whoever has a list of names must not get through it. So only
 * some names are taken that no answer told, right ones and wrong ones alike, and for the rest it is known by what answers told.
 */
export class FirstNames {
  private readonly known = new Set<string>();
  private readonly taken = new Set<string>();

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
    if (this.taken.size >= mostTaken) return false;
    this.taken.add(plain(name));
    return true;
  }
}

/** A cluster's name, some nodes, and mistakes in writing them. */
const mostTaken = 10;

function plain(name: string): string {
  return name.trim().toLowerCase();
}
