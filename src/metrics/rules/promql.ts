import type { Check, FiringLevel } from "../../checks/check.ts";
import type { PeakWindowId } from "../../model/agent-status.ts";
import { checkLevelNumber } from "../families/verdict.ts";
import type { AlertSeverity } from "./alert.ts";

/**
 * The series with the name of their node. A target that was replaced overlaps with its successor for some scrapes, and two matches for one series would fail the
 * whole rule: so one is picked.
 */
export function withNode(expression: string): string {
  return `(\n${indented(expression)}\n)\n* on (job, instance) group_left (node) ${nodeNames}`;
}

export const nodeNames = "topk by (job, instance) (1, ullage_build_info)";

/**
 * That a counter rose, where `atLeast` is 1: what increase() extrapolates from one event can be a little less than one. A counter that stands still, at
 * whatever height, has no increase, and one that fell was reset and counts from there.
 */
export function increased(series: string, atLeast = 1, window = increaseWindow): string {
  return `increase(${series}[${window}]) ${atLeast <= 1 ? "> 0" : `>= ${atLeast}`}`;
}

/** Five scrapes at an interval of a minute: an increase can be told when one of them fails. */
export const increaseWindow = "5m";

/** How full the table was at its fullest within the window, so that a spike between two scrapes is not missed. Without a limit it is 0. */
export function peakRatio(window: PeakWindowId): string {
  return `ullage_table_entries_peak{window="${window}"} / ignoring (window) ullage_table_entries_limit`;
}

export interface Held {
  readonly alert: string;
  readonly severity: AlertSeverity;
  /** PromQL that is true where the alert is to begin. */
  readonly begins: string;
  /** PromQL that is true for as long as the alert, once it fires, is not to end. */
  readonly holds: string;
  /** Labels that tell its series apart beside those of the target. */
  readonly by?: readonly string[];
}

/** With a level at which it ends that is lower than the one at which it begins: a measure that goes up and down around a line is one alert, not twenty. */
export function held({ alert, severity, begins, holds, by = [] }: Held): string {
  const own = `ALERTS{alertname="${alert}", severity="${severity}", alertstate="firing"}`;
  return `${begins}\nor\n(${holds} and on (${["job", "instance", ...by].join(", ")}) ${own})`;
}

/** What the agent's own judgement says of a check, for what cannot be told from one number. */
export function checkAtLevel({ id, levels }: Check, level: FiringLevel): string {
  if (levels[level] === undefined) throw new Error(`${id} never says ${level}`);
  return `ullage_check_level{check="${id}"} >= ${checkLevelNumber[level]}`;
}

/** The default that a check declares: an alert has no number of its own where its check has one. */
export function thresholdOf({ id, thresholds }: Check, name: string): number {
  const threshold = thresholds[name];
  if (threshold === undefined) throw new Error(`${id} has no threshold ${name}`);
  return threshold.default;
}

/** Without what binary fractions add: 0.85 − 0.05 is 0.8. */
export function decimal(number: number): number {
  return Number(number.toPrecision(6));
}

function indented(text: string): string {
  return text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
}
