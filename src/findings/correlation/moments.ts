import type { Finding } from "../../model/finding.ts";

/** A stretch of time in which a finding was said again and again. */
export interface Moment {
  readonly finding: Finding;
  readonly fromMs: number;
  readonly untilMs: number;
  /** The beginning is known to the second, else to the minute. */
  readonly isExact: boolean;
  readonly count: number;
  /** A reading of how things stood; when it began is not known. */
  readonly isState: boolean;
}

interface Span {
  readonly span: { readonly startMs: number; readonly endMs: number };
  readonly collectedAtMs: number;
}

/** The stretches of a finding within a span of time; silence longer than the window, and than the minute that times are kept to, ends one. */
export function momentsOf(finding: Finding, { span, collectedAtMs }: Span, windowMs: number): readonly Moment[] {
  if (finding.from === "check") return checkMoments(finding, span, collectedAtMs);
  const silenceMinutes = Math.max(1, Math.floor(windowMs / minuteMs));
  const [first, last] = [Math.floor(span.startMs / minuteMs), Math.floor(span.endMs / minuteMs)];
  const stretches: { from: number; until: number; count: number }[] = [];
  for (const [minute, count] of finding.minutes) {
    if (minute < first || minute > last) continue;
    const current = stretches.at(-1);
    if (current !== undefined && minute - current.until <= silenceMinutes) {
      current.until = minute;
      current.count += count;
    } else stretches.push({ from: minute, until: minute, count });
  }
  return allAlong(stretches).map(({ from, until, count }) => ({
    finding,
    ...bounds(finding, from, until),
    count,
    isState: false,
  }));
}

const minuteMs = 60_000;
const mostStretches = 50;

function checkMoments(finding: Finding, { startMs, endMs }: Span["span"], collectedAtMs: number): readonly Moment[] {
  const atMs = Math.min(finding.lastSeenAtMs ?? collectedAtMs, collectedAtMs);
  const minute = Math.floor(atMs / minuteMs);
  if (minute < Math.floor(startMs / minuteMs) || minute > Math.floor(endMs / minuteMs)) return [];
  return [{ finding, fromMs: atMs, untilMs: atMs, isExact: true, count: 1, isState: true }];
}

/** What comes and goes all the time has no beginnings worth telling apart. */
function allAlong(stretches: readonly { from: number; until: number; count: number }[]): typeof stretches {
  const [first] = stretches;
  const last = stretches.at(-1);
  if (stretches.length <= mostStretches || first === undefined || last === undefined) return stretches;
  return [{ from: first.from, until: last.until, count: stretches.reduce((sum, { count }) => sum + count, 0) }];
}

/** The first and last time of all are known exactly, and those of a minute of which every line is quoted; of the others, the minute. */
function bounds(finding: Finding, from: number, until: number): Pick<Moment, "fromMs" | "untilMs" | "isExact"> {
  const { firstSeenAtMs, lastSeenAtMs } = finding;
  const first = firstSeenAtMs !== undefined && minuteOf(firstSeenAtMs) === from ? firstSeenAtMs : quotedTimes(finding, from)[0];
  const last = lastSeenAtMs !== undefined && minuteOf(lastSeenAtMs) === until ? lastSeenAtMs : quotedTimes(finding, until).at(-1);
  return { fromMs: first ?? from * minuteMs, untilMs: last ?? until * minuteMs + minuteMs - 1, isExact: first !== undefined };
}

function quotedTimes({ evidence, minutes }: Finding, minute: number): readonly number[] {
  const times = evidence.flatMap(({ atMs }) => (atMs !== undefined && minuteOf(atMs) === minute ? [atMs] : []));
  const said = minutes.find(([one]) => one === minute)?.[1];
  return times.length === said ? times.toSorted((left, right) => left - right) : [];
}

function minuteOf(atMs: number): number {
  return Math.floor(atMs / minuteMs);
}
