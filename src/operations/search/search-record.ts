import type { FoundLine, SearchedSegment } from "../../sources/search/search-job.ts";
import type { TextPlace } from "../bundle-shelf/bundle-shelf.ts";
import type { PlacedSegment } from "./cut-places.ts";

/** What is known of one range of a file. */
export interface SegmentRecord {
  readonly segment: PlacedSegment;
  readonly found: FoundLine[];
  searched?: SearchedSegment;
  /** The thread was ended, or ended, while it was in it. */
  ended?: { readonly hungAt: number } | "time" | "failure";
}

/** What the threads of one search have said, in whatever order they did. */
export class SearchRecord {
  readonly places: readonly TextPlace[];
  readonly maxMatches: number;
  readonly parts: readonly (readonly SegmentRecord[])[];
  stoppedBy: "deadline" | undefined;
  refusedBecause: string | undefined;
  readonly #isDone: boolean[] = [];
  /** Parts from the first one on that are done without a gap, and their matches: what comes behind cannot be among the first. */
  #doneParts = 0;
  #doneMatches = 0;

  constructor(places: readonly TextPlace[], parts: readonly (readonly PlacedSegment[])[], maxMatches: number) {
    this.places = places;
    this.maxMatches = maxMatches;
    this.parts = parts.map((segments) => segments.map((segment) => ({ segment, found: [] })));
  }

  get hasEnough(): boolean {
    return this.#doneMatches >= this.maxMatches;
  }

  /** Nobody comes to the part again. */
  done(part: number): void {
    this.#isDone[part] = true;
    for (; this.#isDone[this.#doneParts] === true; this.#doneParts++) {
      this.#doneMatches += (this.parts[this.#doneParts] ?? []).reduce((sum, { found }) => sum + found.length, 0);
    }
  }
}
