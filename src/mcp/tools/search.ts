import { searchContract } from "../../contract/tools/search.ts";
import type { ToolInput, ToolOutput } from "../../contract/tools/tool-contract.ts";
import { assessCounters } from "../../findings/search/assess-counters.ts";
import { countersOfLine, type LineCounter } from "../../findings/search/counter-line.ts";
import { wordsOfQuery } from "../../findings/search/search-pattern.ts";
import type { TimeWindow } from "../../findings/window/time-window.ts";
import { isoTime } from "../../model/iso-time.ts";
import { isPresent } from "../../model/reading.ts";
import type { OpenBundle } from "../../operations/bundle-shelf/bundle-shelf.ts";
import { linesFound } from "../../operations/search/lines-found.ts";
import { searchBundle } from "../../operations/search/search-bundle.ts";
import type { FileMatches, SearchMatch, SearchOutcome } from "../../operations/search/search-outcome.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import type { LineWindow } from "../../sources/search/search-job.ts";
import { answeringBundleOf } from "../answer-parts/answering-bundle.ts";
import { bundleRemarks } from "../answer-parts/bundle-gaps.ts";
import { bytesOfJson } from "../answers/answer-bytes.ts";
import { askedWindow } from "../arguments/asked-window.ts";
import { openNodeBundle } from "../arguments/open-node-bundle.ts";
import { defineTool, type ToolCall } from "../tool.ts";

type Input = ToolInput<typeof searchContract>;
type Answer = ToolOutput<typeof searchContract>;

export const searchTool = defineTool(searchContract, async (input, context, call) => {
  const open = await openNodeBundle(context, input.instanceId, call);
  const { bundle } = open;
  const window = hasTime(input) ? askedWindow(input, bundle.collectedAtMs) : undefined;
  const { places, passedOver } = placesOf(open, input);
  const found = await searchBundle(places, {
    pattern: input.query,
    contextLines: input.contextLines,
    maxMatches: input.maxResults,
    signal: call.signal,
    ...(window === undefined ? {} : { window: await lineWindow(open, window, call) }),
  });
  const outcome = await asShown(found, call);
  const judged = await judgeCounters(outcome, open, input.query, call);
  const counters = judged.flatMap(({ matches }) => matches.flatMap((match) => match.counters));
  const totalMatches = outcome.files.reduce((sum, { matches }) => sum + matches.length, 0);
  const around = {
    success: true as const,
    ...answeringBundleOf(open.bundle),
    totalMatches,
    assessment: [...assessCounters(counters), ...(totalMatches === 0 ? [nothingFound(outcome)] : [])].map(harmlessText),
    filesSearched: outcome.coverage.filesSearched,
    coverage_report: coverageOf(outcome, passedOver),
    ...windowAnswerOf(window, outcome),
    confidence: confidenceOf(outcome),
    nextStep: nextStep(outcome, counters, input),
  };
  const gaps = [...gapsOf(open, input, places.length, outcome), ...(call.veiled === undefined ? [] : [searchedAsShown])];
  const shown = fitting(judged, input, call.maxBytes - bytesOfJson({ ...around, gaps }));
  const results = shown.files.map(({ path, matches }, number) => ({
    finding_id: context.searchFindings.remember({
      ...{ node: bundle.node, bundleId: bundle.id, file: path, query: input.query, matchCount: matches.length },
      matches: (judged[number]?.matches ?? []).map(({ match }) => ({ line: match.lineNumber, text: harmlessText(match.line) })),
    }),
    ...{ file: harmlessText(path), fullKey: harmlessText(path), matchCount: matches.length },
    ...hitOf(judged[number]?.matches.map(({ isHit }) => isHit) ?? []),
    matches,
  }));
  return { value: { ...around, results, ...withGaps([...gaps, ...shown.gaps]) } };
});

/** A line that has what was asked for only until its names are replaced would tell that the name is there. */
async function asShown(outcome: SearchOutcome, { veiled, signal }: ToolCall): Promise<SearchOutcome> {
  if (veiled === undefined) return outcome;
  const lines = outcome.files.flatMap(({ matches }) => matches.map(({ line }) => veiled.shown(line)));
  const found = await linesFound(lines, String(veiled.asked["query"]), signal);
  let at = 0;
  const files = outcome.files.map((file) => ({ ...file, matches: file.matches.filter(() => found.has(at++)) }));
  return { ...outcome, files: files.filter(({ matches }) => matches.length > 0) };
}

function hasTime({ incident_time, start_time, end_time }: Input): boolean {
  return incident_time !== undefined || start_time !== undefined || end_time !== undefined;
}

function placesOf({ files, text }: OpenBundle, { logTypes }: Input) {
  const wanted = new Map(
    files
      .filter((file) => logTypes === undefined || logTypes.some((type) => file.logTypes.includes(type)))
      .map((file) => [file.path, file]),
  );
  const places = text.places.filter(({ path }) => wanted.has(path));
  const placed = new Set(places.map(({ path }) => path));
  const passedOver = [...wanted.values()]
    .filter(({ path }) => !placed.has(path))
    .map(({ path, isBinary }) => ({
      file: path,
      because: isBinary ? "it is no text" : "it lies in an archive that could not be unpacked",
    }));
  return { places, passedOver };
}

async function lineWindow(open: OpenBundle, { startMs, endMs }: TimeWindow, call: ToolCall): Promise<LineWindow> {
  // Seconds since boot stand in dmesg alone, and only the readings say when that was.
  const isNeeded = open.files.some(({ kind, logTypes }) => kind === "kernel-log" || logTypes.includes("dmesg"));
  const kernel = isNeeded ? (await open.saved(call.signal)).observation.now.parts.kernel : undefined;
  const bootedAtMs = isPresent(kernel) ? kernel.value.bootedAtMs : undefined;
  return {
    ...{ startMs, endMs, context: { collectedAtMs: open.bundle.collectedAtMs } },
    ...(bootedAtMs === undefined ? {} : { bootedAtMs }),
  };
}

interface JudgedMatch {
  readonly match: SearchMatch;
  readonly counters: readonly LineCounter[];
  readonly isHit?: boolean;
}

interface JudgedFile {
  readonly path: string;
  readonly matches: readonly JudgedMatch[];
}

async function judgeCounters({ files }: SearchOutcome, open: OpenBundle, query: string, call: ToolCall): Promise<readonly JudgedFile[]> {
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
function hitOf(hits: readonly (boolean | undefined)[]): { readonly isHit?: boolean } {
  if (hits.includes(true)) return { isHit: true };
  return hits.length > 0 && hits.every((hit) => hit === false) ? { isHit: false } : {};
}

type ShownMatch = Answer["results"][number]["matches"][number];

interface Shape {
  readonly line: number;
  readonly contextLine: number;
  readonly matches: number;
}

const shapes: Readonly<Record<Input["response_format"], readonly Shape[]>> = {
  detailed: [
    { line: 1_000, contextLine: 1_000, matches: 500 },
    { line: 500, contextLine: 300, matches: 500 },
    { line: 300, contextLine: 0, matches: 500 },
  ],
  concise: [
    { line: 300, contextLine: 160, matches: 500 },
    { line: 300, contextLine: 0, matches: 500 },
    { line: 160, contextLine: 0, matches: 500 },
    { line: 160, contextLine: 0, matches: 20 },
  ],
};

/** With as much of the lines, and of what stands around them, as there is room for; what is still too long is shortened by whoever sends it. */
function fitting(files: readonly JudgedFile[], { response_format: format, contextLines }: Input, room: number) {
  const shown = shapes[format].map((shape) =>
    files.map(({ path, matches }) => ({
      path,
      matches: matches.slice(0, shape.matches).map((judged) => shownMatch(judged, shape, contextLines)),
    })),
  );
  const fits = shown.findIndex((each) => bytesOfJson(each) + files.length * resultBytes <= room);
  const chosen = fits < 0 ? shapes[format].length - 1 : fits;
  const shape = shapes[format][chosen];
  const gaps = [
    ...(chosen > 0 && contextLines > 0 && shape?.contextLine === 0
      ? ["the lines around the matches are left out for room; ask for fewer maxResults, or with a larger max_bytes"]
      : []),
    ...files.flatMap(({ path, matches }) =>
      shape !== undefined && matches.length > shape.matches
        ? [`of ${harmlessText(path)} ${shape.matches} of ${matches.length} matching lines are shown`]
        : [],
    ),
  ];
  return { files: shown[chosen] ?? [], gaps };
}

/** Of a result without its matches. */
const resultBytes = 160;

function shownMatch({ match, counters, isHit }: JudgedMatch, shape: Shape, contextLines: number): ShownMatch {
  const { lineNumber, line, isCut, foundAt, atMs, before, after } = match;
  const from = Math.max(0, Math.min(foundAt - shape.line / 4, line.length - shape.line));
  const shownLines = (lines: readonly string[]) => lines.map((each) => harmlessText(each.slice(0, shape.contextLine)));
  return {
    ...{ lineNumber, line: harmlessText(line.slice(from, from + shape.line)) },
    ...(isCut || line.length > shape.line ? { isCut: true as const } : {}),
    ...(atMs === undefined ? {} : { at: isoTime(atMs) }),
    ...(isHit === undefined ? {} : { isHit }),
    ...(counters.length === 0
      ? {}
      : {
          counters: counters.map(({ name, subject, ...rest }) => ({
            name: harmlessText(name),
            ...(subject === undefined ? {} : { subject: harmlessText(subject) }),
            ...rest,
            because: harmlessText(rest.because),
          })),
        }),
    ...(contextLines === 0 || shape.contextLine === 0 ? {} : { context: { before: shownLines(before), after: shownLines(after) } }),
  };
}

const searchedAsShown = "names and addresses are replaced here: a line counts where the query is found in it as it is shown";
const mostNamed = 10;

function coverageOf({ coverage, isPartial, stoppedBy, hungIn }: SearchOutcome, passedOver: readonly { file: string; because: string }[]) {
  const named = (files: readonly { file: string; because: string }[]) =>
    files.slice(0, mostNamed).map(({ file, because }) => ({ file: harmlessText(file), because }));
  const skipped = [...coverage.skipped, ...passedOver];
  return {
    files_searched: coverage.filesSearched,
    files_available: coverage.filesInAll + passedOver.length,
    files_skipped: skipped.length,
    skipped: named(skipped),
    partly: named(coverage.partly),
    files_not_reached: coverage.notReached.length,
    not_reached: coverage.notReached.slice(0, mostNamed).map(harmlessText),
    scan_complete: !isPartial,
    ...(stoppedBy === undefined ? {} : { early_terminated: stoppedBy }),
    hung_in: hungIn.map(harmlessText),
  };
}

function windowAnswerOf(window: TimeWindow | undefined, { outside, untimed }: SearchOutcome) {
  if (window === undefined) return { resolution_reason: "none" as const };
  return {
    window_start_utc: isoTime(window.startMs),
    window_end_utc: isoTime(window.endMs),
    // Without a time there is no window here.
    resolution_reason: window.reason === "explicit" ? ("explicit" as const) : ("incident" as const),
    time_window_filter: { linesOutside: outside, linesWithoutTime: untimed, remarks: [...window.remarks] },
  };
}

function confidenceOf({ isPartial, stoppedBy, hungIn }: SearchOutcome) {
  if (!isPartial) return "high" as const;
  return stoppedBy === "enough" && hungIn.length === 0 ? ("medium" as const) : ("low" as const);
}

function nothingFound({ coverage, isPartial }: SearchOutcome): string {
  const where = `in the ${coverage.filesSearched} of ${coverage.filesInAll} files that were searched`;
  return isPartial
    ? `Nothing was found ${where}; the others may have it.`
    : `Nothing was found ${where}. What no file names was not counted or not collected: that is no zero.`;
}

function gapsOf(open: OpenBundle, { logTypes }: Input, places: number, { stoppedBy, hungIn }: SearchOutcome): string[] {
  const { text, files } = open;
  return [
    ...(places === 0
      ? [
          `the bundle has no text to search${logTypes === undefined ? "" : ` among its ${files.length} files of kind ${logTypes.join(", ")}`}`,
        ]
      : []),
    ...(hungIn.length > 0
      ? [
          `the query does not come to an end in lines of ${hungIn.slice(0, 3).map(harmlessText).join(", ")}; the rest of those files was left out`,
        ]
      : []),
    ...(stoppedBy === "deadline" ? ["the time was over before every file was searched"] : []),
    ...(stoppedBy === "enough" ? ["there are more matching lines: only the first were looked for"] : []),
    ...bundleRemarks(open),
    ...(text.remarks ?? []).map(harmlessText),
  ];
}

function nextStep({ stoppedBy, hungIn, files }: SearchOutcome, counters: readonly LineCounter[], { logTypes }: Input): string {
  if (hungIn.length > 0 || stoppedBy === "deadline")
    return "Call search again with a simpler query: no repetition within a repetition, and words in it.";
  if (counters.some(({ isHit, rose }) => isHit === undefined && rose === "unknown")) {
    return "Call diagnose, which compares counters; where the bundle has one sample, call collect for two.";
  }
  if (files.length === 0) return "Call errors for what is known to be wrong, or diagnose for the verdict.";
  if (stoppedBy === "enough" && logTypes === undefined) return "Call search with logTypes, or a narrower query, to see the rest.";
  return "Call read for more of a file, or summarize with the finding_id of what matters.";
}

function withGaps(gaps: readonly string[]) {
  return gaps.length === 0 ? {} : { gaps: [...gaps] };
}
