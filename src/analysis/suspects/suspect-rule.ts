import type { TableTraffic, TrafficDimension, TrafficGroup } from "../../model/table-traffic.ts";
import type { CauseId, Confidence } from "../../model/verdict.ts";

/** One way to come under suspicion, declared once. */
export interface SuspectRule {
  readonly cause: CauseId;
  readonly dimension: TrafficDimension;
  readonly thresholds: SuspectThresholds;
  /** Of the last sample of the history; undefined where there is no suspicion. */
  judge(history: GroupHistory, thresholds: Readonly<Record<string, number>>): Suspicion | undefined;
}

export type SuspectThresholds = Readonly<Record<string, { readonly default: number; readonly source: string }>>;

export interface Suspicion {
  readonly confidence: Confidence;
  readonly because: string;
}

/** One group of the table in the samples that have it, the oldest first; never empty. */
export type GroupHistory = readonly GroupPoint[];

export interface GroupPoint {
  readonly takenAtMs: number;
  readonly monotonicMs: number;
  readonly group: TrafficGroup;
  /** Entries of the whole table. */
  readonly total: number;
}

/** A sample of a series, as far as suspects are concerned: a `TableSample` with its table walked is one. */
export interface TrafficSample {
  readonly takenAtMs: number;
  readonly monotonicMs: number;
  readonly traffic: TableTraffic;
}

/** Keeps the names of a rule's thresholds, so that its judge can ask for no other. */
export function defineSuspectRule<const T extends SuspectThresholds>(
  rule: Omit<SuspectRule, "thresholds" | "judge"> & {
    readonly thresholds: T;
    judge(history: GroupHistory, thresholds: { readonly [K in keyof T]: number }): Suspicion | undefined;
  },
): SuspectRule {
  // findSuspects() gives every declared threshold a number, which the record's type does not show.
  return { ...rule, judge: (history, thresholds) => rule.judge(history, thresholds as { readonly [K in keyof T]: number }) };
}

/** Which of its entries are TCP's, by the timeouts that they count down from. */
export function tcpEntries({ byTimeout }: TrafficGroup): number {
  return Object.entries(byTimeout).reduce((sum, [name, entries]) => (name.startsWith("tcp") ? sum + entries : sum), 0);
}

/** Below this part of the table nobody is worth a name; the same for the culprits of a verdict. */
export const worthAName = { default: 0.05, source: "as for the culprits of a verdict" } as const;
export const fewEntries = { default: 100, source: "chosen: shares of a few entries are chance" } as const;
