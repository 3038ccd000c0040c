export interface SearchOutcome {
  /** In the order of the places, the first lines of each first. */
  readonly files: readonly FileMatches[];
  readonly coverage: SearchCoverage;
  /** Not everything was searched, whatever the reason: what is not among the matches may be in the files. */
  readonly isPartial: boolean;
  /** Why: there were as many matches as were asked for, or the time was over. */
  readonly stoppedBy?: "enough" | "deadline";
  /** Files that the expression hung in when the time was over. */
  readonly hungIn: readonly string[];
  /** Of a search with a window: matching lines that tell no time, which are among the matches, and those of another time, which are not. */
  readonly untimed: number;
  readonly outside: number;
}

export interface FileMatches {
  readonly path: string;
  readonly matches: readonly SearchMatch[];
}

export interface SearchMatch {
  /** From 1. */
  readonly lineNumber: number;
  readonly line: string;
  /** Only the part of the line around the match. */
  readonly isCut: boolean;
  /** Characters of the line before the match, about. */
  readonly foundAt: number;
  readonly atMs?: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface SearchCoverage {
  readonly filesInAll: number;
  /** Read to their end. */
  readonly filesSearched: number;
  /** Wholly passed over, and why. */
  readonly skipped: readonly { readonly file: string; readonly because: string }[];
  /** Searched, but for something, and what. */
  readonly partly: readonly { readonly file: string; readonly because: string }[];
  /** The time was over, or enough was found, before any of it was read. */
  readonly notReached: readonly string[];
}
