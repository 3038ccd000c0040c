import type { FindingAnswer, FindingName, PlaceAnswer } from "../../contract/tools/parts/finding-answer.ts";
import { nextOfFinding } from "../../findings/next-of-finding.ts";
import type { WindowedFinding } from "../../findings/window/findings-in-window.ts";
import type { Finding, FindingEvidence } from "../../model/finding.ts";
import { isoTime } from "../../model/iso-time.ts";

export function findingNameOf({ id, severity, source, title, component, subject }: Finding): FindingName {
  return { finding_id: id, severity, pattern: source, title, component, ...(subject === undefined ? {} : { subject }) };
}

/** As answers list it; `detailed` has what it means, what comes next and every place. */
export function findingAnswerOf({ finding, countInWindow }: WindowedFinding, format: "concise" | "detailed", span: Span): FindingAnswer {
  const { from, count, firstSeenAtMs, lastSeenAtMs, untimed, files, evidence, baseline, means, doesNotMean } = finding;
  const sample = placeInSpan(evidence, span);
  const next = nextOfFinding(finding);
  return {
    ...findingNameOf(finding),
    from,
    count,
    count_in_window: countInWindow,
    ...(firstSeenAtMs === undefined ? {} : { first_seen: isoTime(firstSeenAtMs) }),
    ...(lastSeenAtMs === undefined ? {} : { last_seen: isoTime(lastSeenAtMs) }),
    ...(untimed === 0 ? {} : { lines_without_time: untimed }),
    files,
    ...(sample === undefined ? {} : sampleOf(sample)),
    ...(baseline === undefined ? {} : { baseline_note: baseline }),
    ...(format === "concise"
      ? {}
      : {
          means,
          does_not_mean: doesNotMean,
          ...(next === undefined ? {} : { next }),
          evidence: evidence.map(placeAnswerOf),
        }),
  };
}

export function placeAnswerOf({ file, lines, excerpt, atMs }: FindingEvidence): PlaceAnswer {
  return {
    source_file: file,
    ...(lines === undefined ? {} : { line_range: lines[0] === lines[1] ? String(lines[0]) : `${lines[0]}-${lines[1]}` }),
    ...(atMs === undefined ? {} : { at: isoTime(atMs) }),
    excerpt,
  };
}

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** A place from the time that was asked about, where one is kept; else the last one. */
export function placeInSpan(evidence: readonly FindingEvidence[], { startMs, endMs }: Span): FindingEvidence | undefined {
  const inside = evidence.filter(({ atMs }) => atMs !== undefined && atMs >= startMs && atMs <= endMs);
  const timed = evidence.filter(({ atMs }) => atMs !== undefined);
  return inside.at(-1) ?? timed.at(-1) ?? evidence[0];
}

function sampleOf({ file, lines, excerpt }: FindingEvidence) {
  return { file, ...(lines === undefined ? {} : { line: lines[0] }), sample: excerpt.slice(0, maximumSample) };
}

const maximumSample = 300;
