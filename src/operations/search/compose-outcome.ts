import type { FileHandle } from "node:fs/promises";
import { InputError } from "../../platform/input-error.ts";
import { openOrdinaryFile } from "../../sources/bundle/file-chunks.ts";
import { countLineEnds } from "../../sources/search/count-line-ends.ts";
import type { FoundLine } from "../../sources/search/search-job.ts";
import type { TextPlace } from "../bundle-shelf/bundle-shelf.ts";
import { type LineContext, readContext } from "./context-lines.ts";
import type { FileMatches, SearchMatch, SearchOutcome } from "./search-outcome.ts";
import type { SearchRecord, SegmentRecord } from "./search-record.ts";

/** The first matches in the order of the files, with their lines' numbers and what stands around them, and what was searched for them. */
export async function composeOutcome(record: SearchRecord, contextLines: number): Promise<SearchOutcome> {
  const segments = record.parts.flat();
  const byPlace = Map.groupBy(segments, ({ segment }) => segment.place);
  const files: FileMatches[] = [];
  let room = record.maxMatches;
  for (const [place, of] of record.places.entries()) {
    const ofPlace = byPlace.get(place) ?? [];
    // What the head of the file says of the whole holds for what was found elsewhere in it.
    const isBinary = ofPlace.some(({ searched }) => searched?.problem === "binary");
    const wanted = isBinary ? [] : wantedOf(ofPlace, room);
    if (wanted.length === 0) continue;
    room -= wanted.length;
    files.push({ path: of.path, matches: await withContext(of, wanted, contextLines) });
  }
  const judged = record.places.map((of, place) => ({ file: of.path, ...stateOf(of, byPlace.get(place) ?? []) }));
  const isPartial = judged.some(({ state }) => state === "partly" || state === "not-reached");
  const searched = segments.flatMap(({ searched }) => searched ?? []);
  return {
    files,
    isPartial,
    ...(record.stoppedBy !== undefined ? { stoppedBy: record.stoppedBy } : record.hasEnough && isPartial ? { stoppedBy: "enough" } : {}),
    hungIn: [...new Set(segments.flatMap(({ ended, segment }) => (typeof ended === "object" ? [segment.place] : [])))].flatMap(
      (place) => record.places[place]?.path ?? [],
    ),
    untimed: files.reduce((sum, { matches }) => sum + matches.filter(({ atMs }) => atMs === undefined).length, 0),
    outside: searched.reduce((sum, { outside }) => sum + outside, 0),
    coverage: {
      filesInAll: judged.length,
      filesSearched: judged.filter(({ state }) => state === "whole").length,
      skipped: judged.flatMap(({ file, state, because }) => (state === "skipped" ? [{ file, because }] : [])),
      partly: judged.flatMap(({ file, state, because }) => (state === "skipped" || because === "" ? [] : [{ file, because }])),
      notReached: judged.flatMap(({ file, state }) => (state === "not-reached" ? [file] : [])),
    },
  };
}

interface WantedLine {
  readonly found: FoundLine;
  /** Lines that begin before `countFrom`; the rest is to be counted. */
  readonly linesBefore: number;
  readonly countFrom: number | undefined;
}

function wantedOf(segments: readonly SegmentRecord[], room: number): readonly WantedLine[] {
  const wanted: WantedLine[] = [];
  let lines = 0;
  let countFrom: number | undefined;
  for (const { segment, found, searched } of segments) {
    for (const one of found) {
      if (wanted.length < room)
        wanted.push({ found: one, countFrom, linesBefore: countFrom === undefined ? lines + one.linesBefore : lines });
    }
    if (searched === undefined || searched.isPartial) countFrom ??= segment.from;
    else lines += countFrom === undefined ? searched.lines : 0;
  }
  return wanted;
}

async function withContext(place: TextPlace, wanted: readonly WantedLine[], contextLines: number): Promise<readonly SearchMatch[]> {
  const file = await openOrdinaryFile(place.diskPath, { followLink: false }).catch((error: unknown) => {
    if (error instanceof InputError) return undefined;
    throw error;
  });
  // Gone since the search: what was found is told without what stands around it.
  if (file === undefined) return wanted.map(({ found, linesBefore }) => matchOf(found, linesBefore + 1, { before: [], after: [] }));
  try {
    const matches: SearchMatch[] = [];
    for (const { found, linesBefore, countFrom } of wanted) {
      const counted = countFrom === undefined ? 0 : await countLines(file, place, countFrom, found.offset);
      matches.push(matchOf(found, linesBefore + counted + 1, await readContext(file, place, found, contextLines)));
    }
    return matches;
  } finally {
    await file.close();
  }
}

function matchOf({ text: line, isCut, foundAt, atMs }: FoundLine, lineNumber: number, context: LineContext): SearchMatch {
  return { lineNumber, line, isCut, foundAt, ...(atMs === undefined ? {} : { atMs }), ...context };
}

/** How many lines begin between the two: of ranges whose thread had not told when it was ended, a few megabytes. */
async function countLines(file: FileHandle, place: TextPlace, from: number, to: number): Promise<number> {
  const buffer = Buffer.allocUnsafeSlow(256 * 1024);
  // Each line but the first begins behind the end of another.
  let lines = from === 0 && to > 0 ? 1 : 0;
  for (let at = Math.max(0, from - 1); at < to - 1; ) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, to - 1 - at), place.start + at);
    if (bytesRead === 0) break;
    lines += countLineEnds(buffer, bytesRead);
    at += bytesRead;
  }
  return lines;
}

type FileState =
  | { readonly state: "whole" | "not-reached"; readonly because: string }
  | { readonly state: "skipped" | "partly"; readonly because: string };

function stateOf(place: TextPlace, segments: readonly SegmentRecord[]): FileState {
  if (place.bytes === 0) return { state: "whole", because: "" };
  const problem = segments.map(({ searched }) => searched?.problem).find((each) => each !== undefined);
  if (problem !== undefined) return { state: "skipped", because: problems[problem] };
  const hung = segments.map(({ ended }) => ended).find((ended) => typeof ended === "object");
  if (typeof hung === "object") return { state: "partly", because: `the expression hung in it, near byte ${hung.hungAt}` };
  if (segments.some(({ ended }) => ended === "failure")) return { state: "partly", because: "the searching thread failed in it" };
  const remarks = [...remarksOf(segments)].join("; ");
  const reached = segments.filter(({ searched, found }) => searched !== undefined || found.length > 0);
  if (reached.length === 0 && segments.every(({ ended }) => ended === undefined)) return { state: "not-reached", because: "" };
  if (segments.every(({ searched }) => searched?.isPartial === false)) return { state: "whole", because: remarks };
  return { state: "partly", because: ["it was not searched to its end", remarks].filter((text) => text !== "").join("; ") };
}

const problems = {
  binary: "it is no text",
  missing: "its text is gone",
  unreadable: "it could not be read",
} as const;

function* remarksOf(segments: readonly SegmentRecord[]): Iterable<string> {
  const sum = (of: "longLines" | "tooHard") => segments.reduce((sum, { searched }) => sum + (searched?.[of] ?? 0), 0);
  const longLines = sum("longLines");
  if (longLines > 0) yield `${longLines} lines of more than 112 KiB were judged in pieces, by a query with ^ or $ only at their ends`;
  const tooHard = sum("tooHard");
  if (tooHard > 0) yield `of ${tooHard} lines the expression asks more than can be tried`;
}
