import { isProblem } from "../../findings/search/expression.ts";
import { readSearchPattern } from "../../findings/search/search-pattern.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import type { LineWindow, SearchQuestion } from "../../sources/search/search-job.ts";
import { SearchThreads } from "../../sources/search/search-threads.ts";
import type { TextPlace } from "../bundle-shelf/bundle-shelf.ts";
import { composeOutcome } from "./compose-outcome.ts";
import { cutPlaces } from "./cut-places.ts";
import type { SearchOutcome } from "./search-outcome.ts";
import { searchParts } from "./search-parts.ts";
import { SearchRecord } from "./search-record.ts";

export interface SearchBundleOptions {
  /** A regular expression of JavaScript, of at most 500 characters; case matters only after `(?-i)`. */
  readonly pattern: string;
  readonly contextLines?: number;
  readonly maxMatches?: number;
  /** From when a thread is had until the answer. */
  readonly deadlineMs?: number;
  readonly signal: AbortSignal;
  readonly window?: LineWindow;
  readonly threads?: SearchThreads;
}

/** One pool for the whole program: two searches at once would only take each other's processor. */
let shared: SearchThreads | undefined;

/**
 * Every line of the files that the expression is found in, until there are enough or the time is over. Throws ToolFailure `pattern-invalid`, `busy`, or what the
 * signal is aborted with.
 */
export async function searchBundle(places: readonly TextPlace[], options: SearchBundleOptions): Promise<SearchOutcome> {
  const { pattern, contextLines = 2, maxMatches = 100, deadlineMs = 2_000, signal, window } = options;
  const read = readSearchPattern(pattern);
  if (isProblem(read)) throw patternInvalid(`${read.because} (after ${read.at} characters of the query)`);
  const question: SearchQuestion = { ...read, maxMatches, ...(window === undefined ? {} : { window }) };
  shared ??= new SearchThreads();
  const threads = options.threads ?? shared;
  const first = await threads.borrow(signal);
  if (first === undefined) throw new ToolFailure("busy", "too many searches are under way");
  const record = new SearchRecord(places, cutPlaces(places, partBytes), maxMatches);
  await searchParts(first, threads, { question, record, signal, deadlineMs: Math.max(1, deadlineMs - answeringMs) });
  signal.throwIfAborted();
  if (record.refusedBecause !== undefined) throw patternInvalid(record.refusedBecause);
  return composeOutcome(record, contextLines);
}

/** What ending the threads and reading the lines around some hundred matches takes, on a machine that has something else to do as well. */
const answeringMs = 250;

/** Some milliseconds of searching, so that stopping early spares something. */
const partBytes = 4 * 1024 * 1024;

function patternInvalid(message: string): ToolFailure {
  return new ToolFailure("pattern-invalid", message);
}
