import { countersOfLine, type LineCounter } from "../../../findings/search/counter-line.ts";
import { wordsOfQuery } from "../../../findings/search/search-pattern.ts";
import type { OpenBundle } from "../../../operations/bundle-shelf/bundle-shelf.ts";
import type { FileMatches, SearchMatch, SearchOutcome } from "../../../operations/search/search-outcome.ts";
import type { ToolCall } from "../../tool.ts";

export interface JudgedMatch {
  readonly match: SearchMatch;
  readonly counters: readonly LineCounter[];
  readonly isHit?: boolean;
}

export interface JudgedFile {
  readonly path: string;
  readonly matches: readonly JudgedMatch[];
}

/** What was found, and of the counters in it whether they rose. */
export async function judgeMatches(
  { files }: SearchOutcome,
  open: OpenBundle,
  query: string,
  call: ToolCall,
): Promise<readonly JudgedFile[]> {
  const words = wordsOfQuery(query);
  const mayCount = (file: FileMatches) =>
    file.matches.some(({ line }) => /allowance_|insert_failed|\bcpu=|^\s*net\.n|^\s*"\w+": \d/.test(line));
  // The readings are read again where they are no longer in memory: only for lines that have counters.
  const observation = files.some(mayCount) ? (await open.saved(call.signal)).observation : undefined;
  return files.map(({ path, matches }) => ({
    path,
    matches: matches.map((match) => {
      const counters = observation === undefined ? [] : countersOfLine(match.line, words, observation);
      return { match, counters, ...hitOf(counters.map(({ isHit }) => isHit)) };
    }),
  }));
}

/** True as soon as one is; false only where all are. */
export function hitOf(hits: readonly (boolean | undefined)[]): { readonly isHit?: boolean } {
  if (hits.includes(true)) return { isHit: true };
  return hits.length > 0 && hits.every((hit) => hit === false) ? { isHit: false } : {};
}
