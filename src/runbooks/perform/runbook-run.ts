import type { Diagnosis } from "../../model/verdict.ts";
import type { ConditionState } from "../condition.ts";
import type { Runbook, SafetyRating, Step } from "../runbook.ts";

/** One run of a runbook for one node: what each step gave, and what follows from it. */
export interface RunbookRun {
  readonly runbook: Runbook;
  /** As whoever ran it named it: a node, an instance or a bundle. */
  readonly instanceId: string;
  readonly steps: readonly StepOutcome[];
  /** What `diagnose` said; undefined where it gave no verdict, for the reason of its step. */
  readonly diagnosis: Diagnosis | undefined;
  /** Findings of the node's logs that the runbook is for. */
  readonly findings: readonly StepEvidence[];
}

/** Nothing is counted as looked at that was not: each step ends in one of these. */
export type StepState =
  /** The tool answered; or the part of the report is there. */
  | "done"
  /** The condition of the step was decided. */
  | "holds"
  | "does-not-hold"
  /** It was to be done and could not be. */
  | "not-evaluated"
  /** SHOULD without --thorough, MAY without being asked for. */
  | "not-asked"
  /** Words for whoever reads. */
  | "for-the-reader";

export interface StepOutcome {
  readonly step: Step;
  readonly state: StepState;
  /** Why it was not evaluated, or what decided. */
  readonly because?: string;
  /** The call as it was made. */
  readonly call?: string;
  readonly evidence: readonly StepEvidence[];
}

export interface StepEvidence {
  /** `F-…`, `E-…`, `S-…`, `C-…`, where the tool gave one. */
  readonly id?: string;
  /** Comes from the node in part: shown harmlessly. */
  readonly text: string;
  /** Path within the bundle, with the line behind a colon where there is one. */
  readonly at?: string;
}

export interface CheckedGuardrails {
  readonly escalation: readonly { readonly text: string; readonly state: ConditionState; readonly because?: string }[];
  readonly safety: readonly SafetyRating[];
}
