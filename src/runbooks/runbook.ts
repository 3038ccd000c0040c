import type { RunbookFrontMatter, RunbookIssue, RunbookOutputFormat } from "../contract/runbook.ts";
import type { Condition } from "./condition.ts";
import type { ToolCallText } from "./parse/tool-call-text.ts";
import type { Trigger } from "./parse/trigger.ts";

/** What is done in any case, what a thorough run does as well, and what is done only when somebody asks for it. */
export const stepLevels = ["MUST", "SHOULD", "MAY"] as const;

export type StepLevel = (typeof stepLevels)[number];

export const phaseNames = ["Triage", "Enrich", "Report"] as const;

export type PhaseName = (typeof phaseNames)[number];

/** What the report of a runbook has, and so what a step can be to state. */
export const reportKeys = ["root_cause", "evidence", "severity", "mitigation"] as const;

export type ReportKey = (typeof reportKeys)[number];

/** A procedure that a person reads, an agent follows and Ullage performs. */
export interface Runbook {
  /** `D3`: what it is called in a word, and never given to another. */
  readonly id: string;
  /** `conntrack-exhaustion`. */
  readonly slug: string;
  /** `D3-conntrack-exhaustion`: its file without the ending. */
  readonly name: string;
  readonly about: RunbookFrontMatter;
  readonly triggers: readonly Trigger[];
  /** In the order of the file; each has its phase. */
  readonly steps: readonly Step[];
  readonly escalation: readonly EscalationCondition[];
  readonly safety: readonly SafetyRating[];
  readonly issues: readonly RunbookIssue[];
  readonly outputFormat: RunbookOutputFormat;
  /** The whole file as it was written. */
  readonly text: string;
}

export interface Step {
  readonly phase: PhaseName;
  readonly level: StepLevel;
  /** From 1, in the file. */
  readonly line: number;
  /** As it was written, on one line. */
  readonly text: string;
  /** Only where this holds; a step that has nothing else is to decide whether it does. */
  readonly where?: Condition;
  readonly act: StepAct;
}

export type StepAct =
  | { readonly kind: "call"; readonly call: ToolCallText }
  | { readonly kind: "decide" }
  | { readonly kind: "state"; readonly key: ReportKey }
  /** Words alone: for whoever reads. */
  | { readonly kind: "read" };

export interface EscalationCondition {
  readonly text: string;
  /** Without it only a person can tell. */
  readonly where?: Condition;
}

export interface SafetyRating {
  readonly rating: "GREEN" | "YELLOW" | "RED";
  readonly text: string;
}
