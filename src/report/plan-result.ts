import type { Outlook } from "../analysis/what-if/what-if.ts";
import { type ConntrackTimeouts, timeoutSysctl } from "../model/conntrack-timeouts.ts";
import type { Band } from "../model/forecast.ts";
import { isoTime } from "../model/iso-time.ts";
import { harmlessText } from "./harmless-text.ts";
import type { PlanOutcome } from "./plan-outcome.ts";

/** The answer as data; `src/contract/plan-result.ts` is its schema. */
export function planResult(outcome: PlanOutcome) {
  const { scenario, change, growth, occupancy, advice, memory } = outcome;
  const { max, timeouts = {}, reuse = {}, untrack = [], remove = [] } = scenario;
  return {
    schemaVersion: 1 as const,
    node: harmlessText(outcome.node),
    origin: harmlessText(outcome.origin),
    source: harmlessText(outcome.source),
    takenAt: isoTime(outcome.takenAtMs),
    windowSeconds: rounded(outcome.windowSeconds),
    isRecommended: outcome.isRecommended,
    scenario: {
      ...(max === undefined ? {} : { max }),
      timeouts: Object.fromEntries(
        (Object.entries(timeouts) as [keyof ConntrackTimeouts, number][]).map(([name, seconds]) => [timeoutSysctl[name], seconds]), // Object.entries forgets the keys
      ),
      reuse: Object.entries(reuse).map(([workload, requests]) => ({ workload: harmlessText(workload), requests })),
      untrack: untrack.map(({ protocol, port }) => ({ protocol, port })),
      remove: remove.map(harmlessText),
    },
    today: outlookResult(change.today),
    tomorrow: outlookResult(change.tomorrow),
    byClass: change.byClass.map(({ timeout, today, tomorrow, because }) => ({
      ...{ class: timeout, today: Math.round(today), tomorrow: countBand(tomorrow) },
      ...(because === undefined ? {} : { because }),
    })),
    byWorkload: change.byWorkload.map(({ key, today, tomorrow, birthsPerSecond }) => ({
      ...{ workload: harmlessText(key), today },
      ...(tomorrow === undefined ? {} : { tomorrow: countBand(tomorrow) }),
      ...(birthsPerSecond === undefined ? {} : { birthsPerSecond: rounded(birthsPerSecond) }),
    })),
    occupancy: occupancy.map(({ timeout, entries, timeoutSeconds, perSecond, predicted, isSettled, method }) => ({
      ...{ class: timeout, entries, method },
      ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
      ...(perSecond === undefined ? {} : { birthsPerSecond: rounded(perSecond) }),
      ...(predicted === undefined ? {} : { predicted: countBand(predicted) }),
      ...(isSettled === undefined ? {} : { isSettled }),
    })),
    growth: {
      kind: growth.kind,
      because: growth.because,
      samples: growth.samples,
      ...(growth.slope === undefined ? {} : { perSecond: band(growth.slope) }),
      ...(growth.secondsToFull === undefined ? {} : { secondsToFull: band(growth.secondsToFull) }),
      ...(growth.levelsOffAt === undefined ? {} : { levelsOffAt: countBand(growth.levelsOffAt) }),
      ...(growth.burstHeadroomSeconds === undefined ? {} : { burstHeadroomSeconds: rounded(growth.burstHeadroomSeconds) }),
    },
    ...(advice === undefined
      ? {}
      : { advice: { ...advice, ...(advice.memoryShare === undefined ? {} : { memoryShare: rounded(advice.memoryShare) }) } }),
    memory,
    assumptions: change.assumptions.map(harmlessText),
    plans: outcome.plans,
    remarks: outcome.remarks.map(harmlessText),
  };
}

export type PlanResult = ReturnType<typeof planResult>;

function outlookResult({ entries, max, use, memoryBytes, fullMemoryBytes, buckets, secondsToFull }: Outlook) {
  return {
    entries: countBand(entries),
    max,
    ...(use === undefined ? {} : { use: band(use) }),
    memoryBytes: Math.round(memoryBytes),
    ...(fullMemoryBytes === undefined ? {} : { fullMemoryBytes: Math.round(fullMemoryBytes) }),
    ...(buckets === undefined ? {} : { buckets }),
    ...(secondsToFull === undefined ? {} : { secondsToFull: band(secondsToFull) }),
  };
}

/** JSON has no infinity: no upper end is null. */
function band({ estimate, low, high }: Band) {
  return { estimate: finite(estimate), low: finite(low), high: finite(high) };
}

function countBand({ estimate, low, high }: Band) {
  return { estimate: Math.round(estimate), low: Math.round(low), high: Number.isFinite(high) ? Math.round(high) : null };
}

function finite(number: number): number | null {
  return Number.isFinite(number) ? rounded(number) : null;
}

/** More than anybody measured. */
function rounded(number: number): number {
  return Number(number.toPrecision(6));
}
