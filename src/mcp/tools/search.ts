import { searchContract } from "../../contract/tools/search.ts";
import type { ToolInput } from "../../contract/tools/tool-contract.ts";
import { assessCounters } from "../../findings/search/assess-counters.ts";
import type { LineCounter } from "../../findings/search/counter-line.ts";
import type { TimeWindow } from "../../findings/window/time-window.ts";
import { isoTime } from "../../model/iso-time.ts";
import { isPresent } from "../../model/reading.ts";
import type { OpenBundle } from "../../operations/bundle-shelf/bundle-shelf.ts";
import { linesFound } from "../../operations/search/lines-found.ts";
import { searchBundle } from "../../operations/search/search-bundle.ts";
import type { SearchOutcome } from "../../operations/search/search-outcome.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import type { LineWindow } from "../../sources/search/search-job.ts";
import { answeringBundleOf } from "../answer-parts/answering-bundle.ts";
import { bundleRemarks } from "../answer-parts/bundle-gaps.ts";
import { gapsAnswer } from "../answer-parts/gaps-answer.ts";
import { bytesOfJson } from "../answers/answer-bytes.ts";
import { askedWindow } from "../arguments/asked-window.ts";
import { openNodeBundle } from "../arguments/open-node-bundle.ts";
import { defineTool, type ToolCall } from "../tool.ts";
import { fitMatches } from "./search/fit-matches.ts";
import { hitOf, judgeMatches } from "./search/judge-matches.ts";

type Input = ToolInput<typeof searchContract>;

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
  const judged = await judgeMatches(outcome, open, input.query, call);
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
  const shown = fitMatches(judged, input, call.maxBytes - bytesOfJson({ ...around, gaps }));
  const results = shown.files.map(({ path, matches }, number) => ({
    finding_id: context.searchFindings.remember({
      ...{ node: bundle.node, bundleId: bundle.id, file: path, query: input.query, matchCount: matches.length },
      matches: (judged[number]?.matches ?? []).map(({ match }) => ({ line: match.lineNumber, text: harmlessText(match.line) })),
    }),
    ...{ file: harmlessText(path), fullKey: harmlessText(path), matchCount: matches.length },
    ...hitOf(judged[number]?.matches.map(({ isHit }) => isHit) ?? []),
    matches,
  }));
  return { value: { ...around, results, ...gapsAnswer([...gaps, ...shown.gaps]) } };
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
    return "Call diagnose, which compares counters; where the bundle has one sample, only another bundle can tell.";
  }
  if (files.length === 0) return "Call errors for what is known to be wrong, or diagnose for the verdict.";
  if (stoppedBy === "enough" && logTypes === undefined) return "Call search with logTypes, or a narrower query, to see the rest.";
  return "Call read for more of a file, or summarize with the finding_id of what matters.";
}
