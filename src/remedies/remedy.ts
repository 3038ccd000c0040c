import type { Observation } from "../model/observation.ts";
import type { Culprit, LimitId, Plan, Verdict } from "../model/verdict.ts";

/** Something that helps against some verdicts, declared once; its page is made from this. */
export interface Remedy {
  readonly id: string;
  readonly title: string;
  readonly when: Plan["when"];
  readonly rating: Plan["rating"];
  readonly why: string;
  /** What it must not be mistaken for, or done instead of. */
  readonly doesNotHelpAgainst: readonly LimitId[];
  /** Undefined where it does not fit this node and verdict. */
  plan(situation: Situation): PlanDraft | undefined;
}

/** What a remedy may look at. */
export interface Situation {
  readonly verdict: Verdict;
  readonly culprits: readonly Culprit[];
  readonly observation: Observation;
}

export type PlanDraft = Omit<Plan, "id" | "title" | "when" | "rating">;
