import { type FindingChange, type LookTime, OpenFindings } from "../../analysis/open-findings.ts";
import { durationText } from "../../model/duration-text.ts";
import type { Signal } from "../../model/signal.ts";
import type { Diagnosis, Severity } from "../../model/verdict.ts";
import { beginEvent, type ClusterEvent, endEvent, eventNoteBytes, type StorySubject } from "./cluster-event.ts";
import { foremostCulprit, verdictNote } from "./told-verdict.ts";

/**
 * What of a series of verdicts is worth telling a cluster: that a limit or a look-alike began, became worse, became another one or somebody else's, and that it
 * ended. One that comes and goes within the quiet time is one story; one that lasts is told again now and then, or the cluster forgets its Event after an hour.
 */
export class VerdictStories {
  private readonly findings = new OpenFindings(quietLooks);
  private readonly stories = new Map<string, Story>();
  private lastLookMs = Number.NEGATIVE_INFINITY;

  look(diagnosis: Diagnosis, time: LookTime): readonly ClusterEvent[] {
    const signals = signalsOf(diagnosis);
    const events: ClusterEvent[] = [];
    // Quiet is counted in looks, and verdicts come as often as they are made: so they are looked at in steps, except where one is worse than what is known.
    if (time.monotonicMs - this.lastLookMs >= lookEveryMs || signals.some((signal) => this.isWorse(signal))) {
      this.lastLookMs = time.monotonicMs;
      for (const change of this.findings.look(signals, time)) events.push(...this.change(change, diagnosis, time));
    }
    for (const [key, story] of this.stories) events.push(...goOn(story, subjectOf(key, diagnosis), diagnosis, time));
    return events;
  }

  private isWorse(signal: Signal): boolean {
    if (signal.level !== "warning" && signal.level !== "issue") return false;
    const story = this.stories.get(keyOf(signal));
    return story === undefined || (signal.level === "issue" && story.worst.severity !== "critical");
  }

  private change(change: FindingChange, diagnosis: Diagnosis, { monotonicMs }: LookTime): readonly ClusterEvent[] {
    const key = keyOf(change.finding.signal);
    const story = this.stories.get(key);
    if (change.kind === "closed") {
      this.stories.delete(key);
      // What was never told has not ended either.
      if (story?.told === undefined) return [];
      const note = `${story.worst.id} has ended: it lasted ${durationText(change.lastedSeconds)} and was ${story.worst.severity} at its worst. ${diagnosis.verdict.limit === "none" ? "No limit is hit." : ""}`;
      return [endEvent(story.worst, note.trim(), change.closedAtMs)];
    }
    const subject = subjectOf(key, diagnosis);
    if (subject !== undefined && story === undefined) this.stories.set(key, { worst: subject, beganMs: monotonicMs, told: undefined });
    return [];
  }
}

interface Story {
  worst: StorySubject;
  readonly beganMs: number;
  /** As it was told last. */
  told: (StorySubject & { readonly culprit: string | undefined; readonly atMs: number }) | undefined;
  /** Since when it is another one than was told. */
  anotherSinceMs?: number | undefined;
}

const lookEveryMs = 10_000;
/** With the pace of looks, quiet for a minute. */
const quietLooks = 6;
const waitForCulpritMs = 15_000;
const settledMs = 60_000;
/** The API server keeps an Event for an hour after it was last written (--event-ttl). */
const repeatEveryMs = 600_000;

/** What is told of a story at this look. Without a subject the verdict says nothing of it, which may be the beginning of its end. */
function goOn(
  story: Story,
  subject: StorySubject | undefined,
  diagnosis: Diagnosis,
  { atMs, monotonicMs }: LookTime,
): readonly ClusterEvent[] {
  if (subject === undefined) return [];
  if (isAtLeastAsBad(subject, story.worst)) story.worst = subject;
  const isOfTable = diagnosis.verdict.limit === subject.id;
  const culprit = isOfTable ? foremostCulprit(diagnosis) : undefined;
  if (!isWorthTelling(story, subject, culprit, isOfTable, monotonicMs)) return [];
  story.anotherSinceMs = undefined;
  story.told = { ...subject, culprit, atMs: monotonicMs };
  return [beginEvent(diagnosis, subject, verdictNote(diagnosis, subject.id, eventNoteBytes), atMs)];
}

function isWorthTelling(story: Story, subject: StorySubject, culprit: string | undefined, isOfTable: boolean, nowMs: number): boolean {
  const { told, beganMs } = story;
  // Who it is comes with the next walk of the table: for a moment that is worth waiting for.
  if (told === undefined) return !isOfTable || culprit !== undefined || nowMs - beganMs >= waitForCulpritMs;
  if (subject.severity === "critical" && told.severity !== "critical") return true;
  const isAnother = subject.id !== told.id || (culprit !== undefined && culprit !== told.culprit);
  story.anotherSinceMs = isAnother ? (story.anotherSinceMs ?? nowMs) : undefined;
  const isSettled = story.anotherSinceMs !== undefined && nowMs - story.anotherSinceMs >= settledMs;
  return isSettled || nowMs - told.atMs >= repeatEveryMs;
}

function isAtLeastAsBad(one: StorySubject, other: StorySubject): boolean {
  return one.severity === "critical" || other.severity !== "critical";
}

/** The verdict in the terms of findings: one of the limit, whichever it is, and one of each look-alike. */
function signalsOf(diagnosis: Diagnosis): readonly Signal[] {
  const { limit, severity, lookAlikes } = diagnosis.verdict;
  const signal = (id: string, level: Signal["level"]): Signal => ({
    id,
    level,
    line: "",
    source: "verdict",
    takenAtMs: diagnosis.takenAtMs,
  });
  const isKnown = limit !== "unknown";
  const level = !isKnown ? "not-evaluated" : limit === "none" ? "ok" : (levels[severity] ?? "ok");
  const alikes = lookAlikes.filter(({ confidence }) => confidence !== "low");
  return [
    signal(ofLimit, level),
    signal(lookAlike, isKnown ? "ok" : "not-evaluated"),
    ...alikes.map(({ id }) => ({ ...signal(lookAlike, "warning"), subject: id })),
  ];
}

const ofLimit = "limit";
const lookAlike = "look-alike";
const levels: Partial<Record<Severity, Signal["level"]>> = { critical: "issue", warning: "warning" };

function keyOf({ id, subject }: Signal): string {
  return subject ?? id;
}

function subjectOf(key: string, { verdict }: Diagnosis): StorySubject | undefined {
  const { limit, severity, lookAlikes } = verdict;
  if (key === ofLimit)
    return limit === "none" || limit === "unknown" || levels[severity] === undefined ? undefined : { id: limit, severity };
  const alike = lookAlikes.find(({ id, confidence }) => id === key && confidence !== "low");
  return alike === undefined ? undefined : { id: alike.id, severity: "warning" };
}
