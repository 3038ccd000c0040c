import type { Observation } from "../model/observation.ts";
import type { CauseId, Culprit, LimitId, LookAlikeId, Plan, Verdict } from "../model/verdict.ts";

/** What can stand in a verdict and be helped against. */
export type VerdictId = LimitId | LookAlikeId | CauseId;

/** Something that helps against some verdicts, declared once; its page is made from this. */
export interface Remedy {
  readonly id: string;
  readonly title: string;
  /** A `change` helps; a `look` only reads, for whoever wants to be surer first; `advice` is what not to do meanwhile. */
  readonly kind: "change" | "look" | "advice";
  readonly when: Plan["when"];
  readonly rating: Plan["rating"];
  readonly why: string;
  /** It is offered only where one of these stands. */
  readonly helpsAgainst: readonly [VerdictId, ...VerdictId[]];
  /** What it must not be mistaken for, or done instead of: under these limits it is never offered, whatever else stands. */
  readonly doesNotHelpAgainst: readonly LimitId[];
  /** Undefined where it does not fit this node: what it would change is not known, is set already, or would be lowered. */
  plan(situation: Situation): PlanDraft | undefined;
}

/** What a remedy may look at. */
export interface Situation {
  readonly verdict: Verdict;
  readonly culprits: readonly Culprit[];
  readonly observation: Observation;
  /** Numbers that somebody has decided on; a remedy that has none here chooses its own. */
  readonly decided?: DecidedNumbers;
}

export interface DecidedNumbers {
  /** For nf_conntrack_max. */
  readonly limit?: number;
  /** Seconds, by the sysctl's file name. */
  readonly timeouts?: Readonly<Record<string, number>>;
}

export type PlanDraft = Omit<Plan, "id" | "title" | "when" | "rating">;

/** Whether a limit, a look-alike or a cause stands in the verdict. */
export function stands({ verdict }: Situation, id: VerdictId): boolean {
  return verdict.limit === id || verdict.lookAlikes.some((alike) => alike.id === id) || verdict.causes.some((cause) => cause.id === id);
}
