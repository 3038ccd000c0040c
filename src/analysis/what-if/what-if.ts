import type { ConntrackTimeouts } from "../../model/conntrack-timeouts.ts";
import { countText } from "../../model/count-text.ts";
import type { Band, Forecast } from "../../model/forecast.ts";
import type { TableUsage } from "../../model/node-snapshot.ts";
import type { EntriesByTimeout, TableTraffic, TimeoutClass, TrafficGroup } from "../../model/table-traffic.ts";
import { secondsUntilFull } from "../forecast/chance.ts";
import { shownTimeoutClasses } from "../occupancy/timeout-behaviour.ts";
import { bucketsFor, tableBytes } from "../table-limit.ts";
import type { IdleConnections } from "./established-entries.ts";
import { type ClassClock, predictClass } from "./predict-class.ts";
import { withReuse } from "./reuse-connections.ts";
import { type Scenario, takesEntriesOut, untrackedPortText } from "./scenario.ts";

/** What is known of today. */
export interface WhatIfBasis {
  readonly traffic: TableTraffic;
  /** The same table counted without what the scenario takes out of it; needed where it takes out anything. */
  readonly kept?: TableTraffic;
  /** Entries younger than this are counted as young. */
  readonly youngSeconds: number;
  readonly timeouts: ConntrackTimeouts;
  /** Of ESTABLISHED connections, where it is known. */
  readonly idle?: IdleConnections;
  readonly usage: TableUsage;
  readonly objectBytes: number;
  /** How the table goes on as it is. */
  readonly growth?: Forecast;
}

export interface WhatIf {
  readonly today: Outlook;
  readonly tomorrow: Outlook;
  /** Only classes that hold anything, in the order of `shownTimeoutClasses`; then what is counted and was not seen by the walk. */
  readonly byClass: readonly ClassChange[];
  /** Those that the walk tells apart, the largest of today first. */
  readonly byWorkload: readonly WorkloadChange[];
  /** What the prediction takes for granted, each a sentence. */
  readonly assumptions: readonly string[];
}

export interface Outlook {
  readonly entries: Band;
  /** 0 means unlimited. */
  readonly max: number;
  /** Of the limit; missing where there is none. Above 1 the table would be full. */
  readonly use?: Band;
  /** Of the kernel: entries and buckets. */
  readonly memoryBytes: number;
  /** With as many entries as the limit allows; missing where there is none. */
  readonly fullMemoryBytes?: number;
  readonly buckets?: number;
  /** Missing where it does not fill, or where that is not known. */
  readonly secondsToFull?: Band;
}

export interface ClassChange {
  readonly timeout: TimeoutClass | "unseen";
  readonly today: number;
  readonly tomorrow: Band;
  readonly because?: string;
}

export interface WorkloadChange {
  readonly key: string;
  readonly today: number;
  /** Missing where nothing but the number of its entries is known. */
  readonly tomorrow?: Band;
  readonly birthsPerSecond?: number;
}

/** Today beside tomorrow: the table once a scenario holds and everything begun before has gone. Nothing is changed by it. */
export function whatIf(basis: WhatIfBasis, scenario: Scenario): WhatIf {
  if (takesEntriesOut(scenario) && basis.kept === undefined) throw new Error("the table without what is taken out was not counted");
  const kept = basis.kept ?? basis.traffic;
  const clock: ClassClock = {
    timeouts: basis.timeouts,
    youngSeconds: basis.youngSeconds,
    tomorrow: scenario.timeouts ?? {},
    ...(basis.idle === undefined ? {} : { idle: basis.idle }),
  };
  const groups = kept.by.workload.groups;
  const byWorkload = basis.traffic.by.workload.groups.map((today) =>
    workloadChange(
      today,
      groups.find(({ key }) => key === today.key),
      scenario.reuse?.[today.key],
      clock,
    ),
  );
  const total = classTotals(kept, groups, scenario);
  const seen = shownTimeoutClasses.flatMap((timeout): ClassChange[] => {
    const today = basis.traffic.byTimeout[timeout] ?? 0;
    const { entries, because } = predictClass({ timeout, entries: total.entries[timeout] ?? 0, young: total.young[timeout] ?? 0 }, clock);
    return today === 0 ? [] : [{ timeout, today, tomorrow: entries, ...(because === undefined ? {} : { because }) }];
  });
  const byClass = [...seen, ...unseenEntries(basis, kept)];
  return {
    today: outlookOf(basis, exactly(Math.max(basis.usage.count, basis.traffic.total)), basis.usage.max),
    tomorrow: outlookOf(basis, sumOf(byClass.map(({ tomorrow }) => tomorrow)), scenario.max ?? basis.usage.max),
    byClass,
    byWorkload,
    assumptions: assumptionsOf(basis, scenario),
  };
}

/** Of all that is kept, after connections are used again. */
function classTotals(kept: TableTraffic, groups: readonly TrafficGroup[], { reuse = {} }: Scenario) {
  const entries: Partial<Record<TimeoutClass, number>> = { ...kept.byTimeout };
  const young = sumByTimeout(groups.map((group) => group.youngByTimeout));
  const named = sumByTimeout(groups.map((group) => group.byTimeout));
  for (const timeout of shownTimeoutClasses) {
    // Groups beyond the list of workloads are young in the same proportion.
    const listed = named[timeout] ?? 0;
    if (listed > 0) young[timeout] = ((young[timeout] ?? 0) * (entries[timeout] ?? 0)) / listed;
  }
  for (const group of groups) {
    const requests = reuse[group.key];
    if (requests === undefined) continue;
    subtract(entries, group.byTimeout, withReuse(group.byTimeout, requests));
    subtract(young, group.youngByTimeout, withReuse(group.youngByTimeout, requests));
  }
  return { entries, young };
}

function subtract(from: Partial<Record<TimeoutClass, number>>, before: EntriesByTimeout, after: EntriesByTimeout): void {
  for (const timeout of shownTimeoutClasses)
    from[timeout] = Math.max(0, (from[timeout] ?? 0) - (before[timeout] ?? 0) + (after[timeout] ?? 0));
}

function sumByTimeout(all: readonly EntriesByTimeout[]): Partial<Record<TimeoutClass, number>> {
  const sum: Partial<Record<TimeoutClass, number>> = {};
  for (const counts of all) for (const timeout of shownTimeoutClasses) sum[timeout] = (sum[timeout] ?? 0) + (counts[timeout] ?? 0);
  return sum;
}

function workloadChange(
  today: TrafficGroup,
  kept: TrafficGroup | undefined,
  requests: number | undefined,
  clock: ClassClock,
): WorkloadChange {
  const rate = today.births === undefined ? {} : { birthsPerSecond: today.births.perSecond };
  if (kept === undefined) return { key: today.key, today: today.entries, tomorrow: exactly(0), ...rate };
  if (kept.detailsUnknown === true) return { key: today.key, today: today.entries, ...rate };
  const entries = requests === undefined ? kept.byTimeout : withReuse(kept.byTimeout, requests);
  const young = requests === undefined ? kept.youngByTimeout : withReuse(kept.youngByTimeout, requests);
  const established = kept.byTimeout.tcpEstablished ?? 0;
  const partOverOneHour = established === 0 ? 0 : Math.min(1, kept.idleOverOneHour / established);
  const tomorrow = shownTimeoutClasses.map(
    (timeout) => predictClass({ timeout, entries: entries[timeout] ?? 0, young: young[timeout] ?? 0, partOverOneHour }, clock).entries,
  );
  return { key: today.key, today: today.entries, tomorrow: sumOf(tomorrow), ...rate };
}

/**
 * The count holds entries that have expired and are not collected yet, which a walk does not show. As many expire in a second whatever the timeouts are, so that
 * they stay as many, but for those of what is taken out.
 */
function unseenEntries({ usage, traffic }: WhatIfBasis, kept: TableTraffic): readonly ClassChange[] {
  const unseen = usage.count - traffic.total;
  if (unseen <= 0) return [];
  const left = traffic.total === 0 ? unseen : (unseen * kept.total) / traffic.total;
  return [{ timeout: "unseen", today: unseen, tomorrow: exactly(left), because: "expired and not collected yet, or come since the walk" }];
}

function outlookOf({ usage, objectBytes, growth, traffic }: WhatIfBasis, entries: Band, max: number): Outlook {
  const raised = max === usage.max ? undefined : bucketsFor(max, usage.buckets);
  const buckets = raised ?? usage.buckets;
  const held = max === 0 ? entries.estimate : Math.min(entries.estimate, max);
  const common = {
    entries,
    max,
    memoryBytes: tableBytes(held, buckets ?? 0, objectBytes),
    ...(buckets === undefined ? {} : { buckets }),
  };
  if (max === 0) return common;
  const secondsToFull = timeToFull(growth, entries, max, Math.max(usage.count, traffic.total));
  return {
    ...common,
    use: { estimate: entries.estimate / max, low: entries.low / max, high: entries.high / max },
    fullMemoryBytes: tableBytes(max, buckets ?? 0, objectBytes),
    ...(secondsToFull === undefined ? {} : { secondsToFull }),
  };
}

/** Growth is taken in proportion to what it grows from: half the entries grow half as fast. */
function timeToFull(growth: Forecast | undefined, entries: Band, max: number, countToday: number): Band | undefined {
  if (entries.estimate >= max) return exactly(0);
  if (growth?.kind !== "fills" || growth.slope === undefined || countToday === 0) return undefined;
  const part = entries.estimate / countToday;
  const left = max - entries.estimate;
  return {
    estimate: secondsUntilFull(left, growth.slope.estimate * part),
    low: secondsUntilFull(left, growth.slope.high * part),
    high: secondsUntilFull(left, growth.slope.low * part),
  };
}

function assumptionsOf({ usage, traffic }: WhatIfBasis, scenario: Scenario): readonly string[] {
  const { timeouts = {}, reuse = {}, untrack = [], remove = [], max } = scenario;
  return [
    "Connections begin as often as they do today, and nothing else changes with it.",
    ...(usage.max > 0 && usage.count >= usage.max
      ? [
          "The table is full: what is refused or evicted today would come in as well, so that tomorrow's figures are the least there would be.",
        ]
      : []),
    ...(Object.keys(timeouts).length === 0
      ? []
      : ["What counts down today keeps the timeout it began with: the table is as predicted when the longer of both has passed."]),
    ...Object.entries(reuse).map(([workload, requests]) =>
      traffic.by.workload.groups.some(({ key, detailsUnknown }) => key === workload && detailsUnknown === true)
        ? `What the entries of ${workload} are is not known, so that nothing is reckoned for it.`
        : `${workload} makes ${requests} requests over each connection where it makes one today: it opens and closes ${requests} times fewer, and keeps as many open as it has now.`,
    ),
    ...untrack.map(
      (port) =>
        `Packets to port ${untrackedPortText(port)} and their answers make no entry; what is translated on the way there does not work any more.`,
    ),
    ...remove.map((workload) => `${workload} is neither client nor server on this node, and nobody tries to reach it here instead.`),
    ...(max === undefined || max >= usage.max || max === 0
      ? []
      : [`A limit of ${countText(max)} is below today's ${countText(usage.max)}: it is reckoned with and never advised.`]),
  ];
}

function exactly(number: number): Band {
  return { estimate: number, low: number, high: number };
}

/** The doubts of classes are independent of one another, so that they add up as squares. */
function sumOf(bands: readonly Band[]): Band {
  const estimate = bands.reduce((sum, band) => sum + band.estimate, 0);
  const below = Math.hypot(...bands.map((band) => band.estimate - band.low));
  const above = Math.hypot(...bands.map((band) => band.high - band.estimate));
  return { estimate, low: Math.max(0, estimate - below), high: estimate + above };
}
