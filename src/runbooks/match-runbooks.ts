import { type Finding, type FindingSeverity, findingSeverities } from "../model/finding.ts";
import type { Verdict } from "../model/verdict.ts";
import type { Trigger } from "./parse/trigger.ts";
import type { Runbook } from "./runbook.ts";

/** What is known of a node, or what somebody says of it. */
export interface RunbookOccasion {
  readonly verdict?: Pick<Verdict, "limit" | "lookAlikes" | "causes">;
  readonly findings?: readonly Pick<Finding, "id" | "from" | "source" | "title" | "severity">[];
  /** As somebody describes it: "lookups time out". */
  readonly words?: string;
}

export interface RunbookMatch {
  readonly runbook: Runbook;
  /** Larger fits better; says nothing but the order. */
  readonly weight: number;
  /** Which triggers, and what met them. */
  readonly because: readonly [string, ...string[]];
}

/** The runbooks that fit, the most fitting first. What the verdict says weighs more than any number of lines of a log. */
export function matchRunbooks(runbooks: readonly Runbook[], occasion: RunbookOccasion): readonly RunbookMatch[] {
  return runbooks
    .filter(({ about }) => about.status === "active")
    .flatMap((runbook): readonly RunbookMatch[] => {
      const met = runbook.triggers.map((trigger) => meet(trigger, occasion)).filter((meeting) => meeting !== undefined);
      const [first, ...others] = met.toSorted((left, right) => right.weight - left.weight).map(({ because }) => because);
      if (first === undefined) return [];
      return [{ runbook, weight: met.reduce((sum, { weight }) => sum + weight, 0), because: [first, ...others] }];
    })
    .toSorted((left, right) => right.weight - left.weight || (left.runbook.id < right.runbook.id ? -1 : 1));
}

interface Meeting {
  readonly weight: number;
  readonly because: string;
}

const weights = { limit: 10_000, lookAlike: 5_000, cause: 300, words: 20 } as const;

/** A finding of the worst kind counts more than one of each other kind. */
const weightOfSeverity: Readonly<Record<FindingSeverity, number>> = { critical: 100, high: 60, medium: 30, low: 10, info: 1 };

function meet(trigger: Trigger, { verdict, findings = [], words }: RunbookOccasion): Meeting | undefined {
  switch (trigger.kind) {
    case "limit":
      return verdict?.limit === trigger.id ? { weight: weights.limit, because: `the verdict is ${trigger.id}` } : undefined;
    case "look-alike":
      return verdict?.lookAlikes.some(({ id }) => id === trigger.id) === true
        ? { weight: weights.lookAlike, because: `the verdict has the look-alike ${trigger.id}` }
        : undefined;
    case "cause":
      return verdict?.causes.some(({ id }) => id === trigger.id) === true
        ? { weight: weights.cause, because: `the verdict has the cause ${trigger.id}` }
        : undefined;
    case "check":
    case "pattern": {
      const from = trigger.kind === "check" ? "check" : "log";
      const [worst] = findings
        .filter((finding) => finding.from === from && finding.source === trigger.id)
        .toSorted((left, right) => findingSeverities.indexOf(left.severity) - findingSeverities.indexOf(right.severity));
      return worst === undefined ? undefined : { weight: weightOfSeverity[worst.severity], because: `${worst.id}: ${worst.title}` };
    }
    case "words":
      return words !== undefined && speakAlike(trigger.words, words) ? { weight: weights.words, because: `"${trigger.words}"` } : undefined;
  }
}

/** Said of one thing: one holds the other, or all the words of the trigger that mean something are said. */
function speakAlike(trigger: string, said: string): boolean {
  const [wanted, given] = [trigger.toLowerCase(), said.toLowerCase()];
  if (given.trim() === "") return false;
  if (given.includes(wanted) || (given.trim().length >= 4 && wanted.includes(given.trim()))) return true;
  const spoken = new Set(wordsOf(given));
  const telling = wordsOf(wanted).filter((word) => !idleWords.has(word));
  return telling.length > 0 && telling.every((word) => spoken.has(word));
}

function wordsOf(text: string): readonly string[] {
  return text.split(/[^a-z0-9_]+/).filter((word) => word !== "");
}

const idleWords = new Set([
  "a",
  "an",
  "and",
  "are",
  "at",
  "but",
  "for",
  "in",
  "is",
  "it",
  "no",
  "not",
  "of",
  "on",
  "or",
  "the",
  "to",
  "with",
]);
