import type { Finding } from "../model/finding.ts";
import { type CategoryLetter, troubleCategories } from "../model/trouble-category.ts";
import type { Verdict } from "../model/verdict.ts";
import { categoryOf, categoryOfLimit, categoryOfLookAlike, refutedByRoom } from "./triage-categories.ts";

export interface Hypothesis {
  /** `none` where nothing is wrong that could be seen. */
  readonly letter: CategoryLetter | "none";
  readonly category: (typeof troubleCategories)[CategoryLetter] | "none";
  readonly confidence: "high" | "medium" | "low" | "none";
  /** `checks` is what was measured; `logs` is what lines say, which is never more than `medium`. */
  readonly restsOn: "checks" | "logs" | "nothing";
  /** In our own words. */
  readonly summary: string;
  readonly detail: string;
  /** Of the category, the worst first. */
  readonly findings: readonly Finding[];
}

export interface Triage {
  readonly rootCause: Hypothesis;
  /** At most three. */
  readonly secondary: readonly Hypothesis[];
}

/**
 * Which kind of trouble it is. What the checks measured outranks what log lines say: a line tells what a program thought, often of a symptom. Recent is what was
 * said shortly before the bundle was collected, whenever it is looked at. Of a time that was over by then the verdict, which is of the collection, says nothing: there the
 * lines alone speak.
 */
export function triage(findings: readonly Finding[], verdict: Verdict, collectedAtMs: number, untilMs = collectedAtMs): Triage {
  const isOfNow = collectedAtMs - untilMs <= verdictReachesBackMs;
  const byCategory = Map.groupBy(findings, categoryOf);
  const measured = isOfNow ? measuredHypotheses(verdict, byCategory) : [];
  const isRefuted = ({ from, source }: Finding) => isOfNow && verdict.limit === "none" && from === "log" && refutedByRoom.has(source);
  const told = [...byCategory]
    .map(([letter, all]) => ({ letter, findings: all.filter((finding) => !isRefuted(finding)) }))
    .filter(({ letter }) => !measured.some((hypothesis) => hypothesis.letter === letter))
    .map(({ letter, findings: own }) => ({ letter, findings: own, score: scoreOf(own, collectedAtMs) }))
    .filter(({ score }) => score > 0)
    .toSorted((left, right) => right.score - left.score)
    .map(({ letter, findings: own }) => toldHypothesis(letter, own, isOfNow ? limitText(verdict) : laterText(verdict)));
  // A limit that stands is named before any line, with whatever doubt its verdict has; a look-alike that is doubted is not.
  const isFirst = ({ confidence, letter }: Hypothesis) => confidence !== "low" || letter === categoryOfLimit[verdict.limit];
  const sure = measured.filter(isFirst);
  const unsure = measured.filter((hypothesis) => !isFirst(hypothesis));
  const [rootCause, ...others] = [...sure, ...told, ...unsure];
  return rootCause === undefined
    ? { rootCause: isOfNow ? nothingFound(verdict) : nothingTold(verdict), secondary: [] }
    : { rootCause, secondary: others.slice(0, mostSecondary) };
}

const mostSecondary = 3;
/** As long as the window that is looked at where nobody asks for another one. */
const verdictReachesBackMs = 10 * 60_000;

/** The limit first, however sure; then what looks like one. One of each category. */
function measuredHypotheses(verdict: Verdict, byCategory: ReadonlyMap<CategoryLetter, readonly Finding[]>): readonly Hypothesis[] {
  const drafts = new Map<CategoryLetter, Pick<Hypothesis, "confidence" | "summary" | "detail">>();
  const limit = categoryOfLimit[verdict.limit];
  if (limit !== undefined) {
    drafts.set(limit, { confidence: verdict.confidence, summary: verdict.summary, detail: `${verdict.limit}${causesText(verdict)}` });
  }
  for (const { id, confidence, because } of verdict.lookAlikes) {
    const letter = categoryOfLookAlike[id];
    if (!drafts.has(letter)) drafts.set(letter, { confidence, summary: because, detail: id });
  }
  return [...drafts].map(([letter, draft]) => ({
    ...draft,
    letter,
    category: troubleCategories[letter],
    restsOn: "checks",
    findings: byCategory.get(letter) ?? [],
  }));
}

function causesText({ causes }: Verdict): string {
  return causes.length === 0 ? "" : `; why it fills: ${causes.map(({ id, because }) => `${id} (${because})`).join("; ")}`;
}

function toldHypothesis(letter: CategoryLetter, findings: readonly Finding[], ofVerdict: string): Hypothesis {
  const [worst] = findings;
  const grave = findings.filter(isGrave);
  // A notice of a check decides nothing, beside lines that do.
  const isMeasured = findings.some((finding) => finding.from === "check" && weightOf(finding) > 0);
  return {
    letter,
    category: troubleCategories[letter],
    confidence: grave.length >= 2 ? "medium" : "low",
    restsOn: isMeasured ? "checks" : "logs",
    summary:
      worst === undefined ? troubleCategories[letter] : `${worst.title}${findings.length > 1 ? `, and ${findings.length - 1} more` : ""}`,
    detail: `${worst?.means ?? ""}${isMeasured ? "" : " By log lines alone, which may tell a symptom."}${ofVerdict}`.trim(),
    findings,
  };
}

function limitText({ limit }: Verdict): string {
  if (limit === "none") return " The checks find that no limit of connection tracking is hit.";
  return limit === "unknown" ? " Whether a limit of connection tracking is hit could not be seen." : "";
}

function laterText({ limit }: Verdict): string {
  return ` That was before the collection, of which alone the verdict speaks (${limit}).`;
}

function nothingTold(verdict: Verdict): Hypothesis {
  const summary = "No line of that time tells of trouble.";
  const detail = `Readings are of the collection alone.${laterText(verdict)}`;
  return { letter: "none", category: "none", confidence: "none", restsOn: "nothing", summary, detail, findings: [] };
}

function nothingFound({ limit, confidence, summary }: Verdict): Hypothesis {
  const isSeen = limit === "none";
  return {
    letter: "none",
    category: "none",
    confidence: isSeen ? confidence : "none",
    restsOn: isSeen ? "checks" : "nothing",
    summary,
    detail: isSeen ? "Nothing that was looked at is wrong." : "Nothing is seen to be wrong, and not everything could be looked at.",
    findings: [],
  };
}

function isGrave({ severity }: Finding): boolean {
  return severity === "critical" || severity === "high";
}

function scoreOf(findings: readonly Finding[], collectedAtMs: number): number {
  return findings.reduce((sum, finding) => sum + weightOf(finding) * recencyOf(finding, collectedAtMs), 0);
}

/** What is of low severity decides nothing, however much of it there is. */
function weightOf({ severity, from }: Finding): number {
  const weight = { critical: 4, high: 3, medium: 1, low: 0, info: 0 }[severity];
  return from === "check" ? 2 * weight : weight;
}

function recencyOf({ lastSeenAtMs }: Finding, collectedAtMs: number): number {
  const minutes = lastSeenAtMs === undefined ? Number.POSITIVE_INFINITY : (collectedAtMs - lastSeenAtMs) / 60_000;
  if (minutes <= 5) return 2;
  if (minutes <= 30) return 1.5;
  return minutes <= 120 ? 1.2 : 1;
}
