import type { Check } from "../../checks/check.ts";
import { checks } from "../../checks/index.ts";
import type { Finding, FindingSeverity } from "../../model/finding.ts";
import { findingSeverities } from "../../model/finding.ts";
import { harmlessText } from "../../model/harmless-text.ts";
import type { Signal, SignalLevel } from "../../model/signal.ts";
import { bySourceAndSubject } from "../by-source-and-subject.ts";
import { findingId } from "../finding-id.ts";
import { type FindingsIndex, findingsIndexVersion, type IndexCoverage } from "../findings-index.ts";
import type { LogPattern } from "../log-pattern.ts";
import type { LogHit } from "../scanning/log-scanner.ts";
import { checkComponent } from "./check-components.ts";
import { MinuteCounts } from "./minute-counts.ts";
import { SaidPlaces } from "./said-places.ts";

/**
 * Gathers what checks and log lines say of a node into its findings: one for each node, check or pattern, and subject, however often it was said. Memory is
 * bounded whatever the logs hold, and what was cut is said in the coverage.
 */
export class FindingsBuilder {
  readonly #node: string;
  readonly #collectedAtMs: number;
  readonly #signals = new Map<string, Signal>();
  readonly #patterns = new Map<LogPattern, PatternHits>();
  readonly #skipped: IndexCoverage["skipped"][number][] = [];
  #skippedMore = 0;
  #unread = 0;
  #filesScanned = 0;
  #bytesScanned = 0;

  constructor({ node, collectedAtMs }: { readonly node: string; readonly collectedAtMs: number }) {
    this.#node = node;
    this.#collectedAtMs = collectedAtMs;
  }

  /** What is well, or was not evaluated, is no finding. */
  addSignal(signal: Signal): void {
    if (severityOfLevel[signal.level] === undefined) return;
    const key = `${signal.id}\u001f${signal.subject ?? ""}`;
    const before = this.#signals.get(key);
    if (before === undefined || severityRank(signal) < severityRank(before)) this.#signals.set(key, signal);
  }

  addHit(file: string, hit: LogHit): void {
    let hits = this.#patterns.get(hit.pattern);
    if (hits === undefined) {
      hits = { bySubject: new Map(), isFull: false };
      this.#patterns.set(hit.pattern, hits);
    }
    const subject = hit.subject === undefined ? "" : hit.subject.slice(0, maximumSubject);
    let said = hits.bySubject.get(subject);
    if (said === undefined) {
      // Lines about further subjects are counted together rather than lost.
      hits.isFull ||= hits.bySubject.size >= mostSubjects;
      const key = hits.isFull ? "" : subject;
      said = hits.bySubject.get(key) ?? { count: 0, places: new SaidPlaces(hit.pattern.line), minutes: new MinuteCounts(mostMinutes) };
      hits.bySubject.set(key, said);
    }
    said.count++;
    const timed = this.#isBelievable(hit.atMs) ? hit : withoutTime(hit);
    if (timed.atMs !== undefined) said.minutes.add(timed.atMs);
    said.places.add(file, timed);
  }

  scanned(bytes: number): void {
    this.#filesScanned++;
    this.#bytesScanned += bytes;
  }

  /** `isSpokenFor` where something else tells what is in it. */
  skipped(file: string, because: string, { isSpokenFor = false } = {}): void {
    if (!isSpokenFor) this.#unread++;
    if (this.#skipped.length < mostSkipped) this.#skipped.push({ file: harmlessText(file), because: harmlessText(because) });
    else this.#skippedMore++;
  }

  finish(filesInBundle: number): FindingsIndex {
    const all = [...this.#signalFindings(), ...this.#logFindings()].toSorted(worstFirst);
    const findings = all.slice(0, mostFindings);
    const cut = this.#cut(all.length - findings.length);
    return {
      version: findingsIndexVersion,
      node: this.#node,
      collectedAtMs: this.#collectedAtMs,
      findings,
      coverage: {
        filesScanned: this.#filesScanned,
        filesInBundle,
        bytesScanned: this.#bytesScanned,
        skipped: this.#skipped,
        ...(this.#unread === 0 ? {} : { unread: this.#unread }),
        ...(cut.length === 0 ? {} : { cut }),
      },
    };
  }

  /** A line from after the collection tells of a clock that was wrong, and would pass for the newest. The day allows for zones, as where a line names no year. */
  #isBelievable(atMs: number | undefined): boolean {
    return atMs === undefined || (Number.isFinite(atMs) && atMs <= this.#collectedAtMs + 86_400_000);
  }

  *#signalFindings(): Generator<Finding> {
    for (const signal of this.#signals.values()) {
      const check = checksById.get(signal.id);
      const severity = severityOfLevel[signal.level];
      if (severity === undefined) continue;
      yield this.#signalFinding(signal, severity, check);
    }
  }

  #signalFinding(signal: Signal, severity: FindingSeverity, check: Check | undefined): Finding {
    const takenAtMs = Number.isFinite(signal.takenAtMs) ? signal.takenAtMs : this.#collectedAtMs;
    const happenedAtMs = takenAtMs - Math.max(0, signal.ageSeconds ?? 0) * 1000;
    const about = { from: "check", source: signal.id, ...subjectOf(signal.subject) } as const;
    return {
      id: findingId(this.#node, about),
      ...about,
      title: check?.title ?? signal.id,
      severity,
      component: checkComponent(signal.id) ?? "conntrack",
      means: check?.why ?? "",
      doesNotMean: check?.doesNotMean ?? "",
      count: 1,
      firstSeenAtMs: happenedAtMs,
      lastSeenAtMs: happenedAtMs,
      untimed: 0,
      minutes: [[Math.floor(happenedAtMs / 60_000), 1]],
      evidence: [{ file: harmlessText(signal.source), excerpt: harmlessText(signal.line).slice(0, maximumExcerpt), atMs: happenedAtMs }],
      files: 1,
    };
  }

  *#logFindings(): Generator<Finding> {
    for (const [pattern, { bySubject }] of this.#patterns) {
      for (const [subject, { count, places, minutes }] of bySubject) {
        const about = { from: "log", source: pattern.id, ...subjectOf(subject === "" ? undefined : subject) } as const;
        yield {
          id: findingId(this.#node, about),
          ...about,
          title: pattern.title,
          severity: pattern.severity,
          component: pattern.component,
          means: pattern.means,
          doesNotMean: pattern.doesNotMean,
          count,
          ...(minutes.firstMs === undefined ? {} : { firstSeenAtMs: minutes.firstMs }),
          ...(minutes.lastMs === undefined ? {} : { lastSeenAtMs: minutes.lastMs }),
          untimed: count - minutes.timed,
          minutes: minutes.newest(),
          evidence: places.chosen(),
          files: places.files,
        };
      }
    }
  }

  #cut(findings: number): readonly string[] {
    const full = [...this.#patterns].filter(([, { isFull }]) => isFull).map(([{ id }]) => id);
    const shortened = [...this.#patterns.values()].reduce(
      (sum, { bySubject }) => sum + [...bySubject.values()].filter(({ minutes }) => minutes.isCut).length,
      0,
    );
    return [
      ...(findings > 0 ? [`${findings} findings beyond ${mostFindings}, the least severe`] : []),
      ...full.map(
        (id) => `${id} names more than ${mostSubjects} subjects; lines about further ones are counted as one finding without a subject`,
      ),
      ...(shortened > 0 ? [`the older minutes of ${shortened} findings that were said over more than ${mostMinutes} minutes`] : []),
      ...(this.#skippedMore > 0 ? [`the names of ${this.#skippedMore} further files that were passed over`] : []),
    ];
  }
}

interface PatternHits {
  /** An empty one for lines that name none. */
  readonly bySubject: Map<string, Said>;
  isFull: boolean;
}

interface Said {
  count: number;
  readonly places: SaidPlaces;
  readonly minutes: MinuteCounts;
}

const mostFindings = 1_000;
/** Of one pattern, so that a flood of one kind does not push out another; with a hundred patterns it bounds the memory as well. */
const mostSubjects = 50;
const mostMinutes = 2_000;
const mostSkipped = 1_000;
const maximumSubject = 200;
const maximumExcerpt = 500;

const severityOfLevel = {
  issue: "critical",
  warning: "high",
  // Its line says [OK]: worth a look, and nothing that is wrong.
  notice: "low",
  ok: undefined,
  "not-evaluated": undefined,
} as const satisfies Record<SignalLevel, FindingSeverity | undefined>;

const checksById: ReadonlyMap<string, Check> = new Map(checks.map((check) => [check.id, check]));

function severityRank({ level }: Signal): number {
  const severity = severityOfLevel[level];
  return severity === undefined ? findingSeverities.length : findingSeverities.indexOf(severity);
}

function subjectOf(subject: string | undefined): Pick<Finding, "subject"> {
  return subject === undefined || subject === "" ? {} : { subject: harmlessText(subject.slice(0, maximumSubject)) };
}

function withoutTime({ atMs: _, ...hit }: LogHit): LogHit {
  return hit;
}

/** Of the same severity, what a check measured stands before what a log says, then the most frequent. */
function worstFirst(left: Finding, right: Finding): number {
  return (
    findingSeverities.indexOf(left.severity) - findingSeverities.indexOf(right.severity) ||
    Number(left.from === "log") - Number(right.from === "log") ||
    right.count - left.count ||
    bySourceAndSubject(left, right)
  );
}
