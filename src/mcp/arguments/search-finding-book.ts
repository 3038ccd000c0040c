import { stableId } from "../../model/stable-id.ts";
import { RecentlyUsed } from "../../platform/recently-used.ts";

/** What one search found in one file. */
export interface SearchFinding {
  readonly node: string;
  readonly bundleId: string;
  /** Path within the bundle. */
  readonly file: string;
  /** The query as it was asked. */
  readonly query: string;
  readonly matchCount: number;
  /** Some of the places, the first first. */
  readonly matches: readonly { readonly line: number; readonly text: string }[];
}

/** `S-` and a hash of the node, the file and the query: the same question has the same id in the next bundle. */
export function searchFindingId(finding: Pick<SearchFinding, "node" | "file" | "query">): string {
  return `S-${stableId(finding.node, finding.file, finding.query)}`;
}

/**
 * What searches have found lately, so that `summarize` can be given their ids. In memory and bounded: searching again costs less than keeping, and an id that has
 * been forgotten is said to be unresolved.
 */
export class SearchFindingBook {
  readonly #byId: RecentlyUsed<string, SearchFinding>;

  constructor(maximum = 2_000) {
    this.#byId = new RecentlyUsed(maximum);
  }

  /** Gives the id to answer with. */
  remember(finding: SearchFinding): string {
    const id = searchFindingId(finding);
    this.#byId.set(id, {
      ...finding,
      matches: finding.matches.slice(0, maximumMatches).map(({ line, text }) => ({ line, text: text.slice(0, maximumText) })),
    });
    return id;
  }

  find(id: string): SearchFinding | undefined {
    return this.#byId.get(id);
  }
}

const maximumMatches = 5;
const maximumText = 500;
