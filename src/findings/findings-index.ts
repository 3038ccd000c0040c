import type { Finding } from "../model/finding.ts";

/** Raised whenever the same bundle would give other findings: a token of another version is an error, and an index of another version is built anew. */
export const findingsIndexVersion = 2;

/** What is wrong in one bundle, found once. */
export interface FindingsIndex {
  readonly version: number;
  readonly node: string;
  /** The bundle's own time, never today's. */
  readonly collectedAtMs: number;
  /** The worst first, then the most frequent. */
  readonly findings: readonly Finding[];
  readonly coverage: IndexCoverage;
}

export interface IndexCoverage {
  readonly filesScanned: number;
  readonly filesInBundle: number;
  readonly bytesScanned: number;
  /** Files that were passed over wholly or in part, and why. */
  readonly skipped: readonly { readonly file: string; readonly because: string }[];
  /** How many of these nothing else speaks for, as the table and the readings are by the checks; missing where it is none. */
  readonly unread?: number;
  /** What the bounds of an index left out, in words for a person; missing where nothing was. */
  readonly cut?: readonly string[];
}
