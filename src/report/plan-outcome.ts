import type { CountSample } from "../analysis/forecast/count-series.ts";
import { forecastTable } from "../analysis/forecast/forecast.ts";
import { type Occupancy, occupancyOf } from "../analysis/occupancy/occupancy.ts";
import { assumedObjectBytes } from "../analysis/table-limit.ts";
import { type LimitAdvice, recommendLimit } from "../analysis/what-if/recommend-limit.ts";
import { isEmptyScenario, type Scenario } from "../analysis/what-if/scenario.ts";
import { type WhatIf, type WhatIfBasis, whatIf } from "../analysis/what-if/what-if.ts";
import { type ConntrackTimeouts, kernelDefaultTimeouts } from "../model/conntrack-timeouts.ts";
import type { Forecast } from "../model/forecast.ts";
import type { PartName, PartValues, TableUsage } from "../model/node-snapshot.ts";
import type { Observation } from "../model/observation.ts";
import { isPresent, type Reading } from "../model/reading.ts";
import type { TableComposition } from "../model/table-composition.ts";
import type { TableTraffic, TrafficGroup } from "../model/table-traffic.ts";
import type { Plan, Verdict } from "../model/verdict.ts";
import { decidedPlans } from "../remedies/decided-plans.ts";
import { observedAt } from "./check-report.ts";
import { harmlessText } from "./harmless-text.ts";

/** What is known of a node for a plan. */
export interface PlanBasis {
  readonly observation: Observation;
  /** `live`, or the bundle's name. */
  readonly origin: string;
  /** Where the table came from. */
  readonly source: string;
  readonly usage: TableUsage;
  readonly traffic: TableTraffic;
  /** Without what the scenario takes out. */
  readonly kept?: TableTraffic;
  readonly composition: TableComposition;
  readonly timeouts: ConntrackTimeouts;
  readonly youngSeconds: number;
  /** The count through the window. */
  readonly samples: readonly CountSample[];
  readonly remarks: readonly string[];
}

/** Today beside tomorrow, and how to get there. */
export interface PlanOutcome {
  readonly node: string;
  readonly origin: string;
  readonly source: string;
  readonly takenAtMs: number;
  readonly windowSeconds: number;
  /** What is asked about; empty where nothing was asked and today's limit is enough. */
  readonly scenario: Scenario;
  readonly change: WhatIf;
  readonly growth: Forecast;
  /** Of the whole table, by what it counts down from. */
  readonly occupancy: readonly Occupancy[];
  /** Missing where there is no limit. */
  readonly advice?: LimitAdvice;
  /** Where the limit was not asked about and is recommended. */
  readonly isRecommended: boolean;
  readonly memory: { readonly objectBytes: number; readonly isObjectSizeRead: boolean; readonly totalBytes?: number };
  readonly plans: readonly Plan[];
  readonly remarks: readonly string[];
}

export function planOutcome(basis: PlanBasis, asked: Scenario): PlanOutcome {
  const { observation, usage, traffic, kept, composition, samples, youngSeconds } = basis;
  const { node, takenAtMs } = observedAt(observation);
  const timeouts = { ...kernelDefaultTimeouts, ...basis.timeouts };
  const growth = forecastTable(samples);
  const occupancy = occupancyOf(
    { byTimeout: traffic.byTimeout, youngByTimeout: youngOf(traffic.by.workload.groups) },
    { timeouts, youngSeconds },
  );
  const slab = partOf(observation, "slabMemory");
  const isObjectSizeRead = slab !== undefined && slab.objectBytes > 0;
  const objectBytes = isObjectSizeRead ? slab.objectBytes : assumedObjectBytes;
  const totalBytes = partOf(observation, "resources")?.memoryTotalBytes;
  const advice = recommendLimit({
    ...{ usage, occupancy, objectBytes, byTimeout: traffic.byTimeout },
    peak: peakOf(basis),
    ...(totalBytes === undefined ? {} : { memoryTotalBytes: totalBytes }),
  });
  const isRecommended = isEmptyScenario(asked);
  const scenario = isRecommended && advice !== undefined && advice.limit > usage.max ? { max: advice.limit } : asked;
  const forWhatIf: WhatIfBasis = {
    ...{ traffic, youngSeconds, timeouts, usage, objectBytes, growth },
    idle: { byIdleAge: composition.byIdleAge, timeoutSeconds: composition.timeouts.tcpEstablishedSeconds ?? timeouts.tcpEstablished },
    ...(kept === undefined ? {} : { kept }),
  };
  const untold = Object.keys(asked.timeouts ?? {}).filter((name) => !Object.hasOwn(basis.timeouts, name));
  return {
    ...{ node, takenAtMs, origin: basis.origin, source: basis.source, windowSeconds: growth.overSeconds },
    ...{ scenario, growth, occupancy, isRecommended },
    change: whatIf(forWhatIf, scenario),
    ...(advice === undefined ? {} : { advice }),
    memory: { objectBytes, isObjectSizeRead, ...(totalBytes === undefined ? {} : { totalBytes }) },
    // What is to be done names workloads as the cluster does; in commands only names stand that Kubernetes allows.
    plans: decidedPlans({ verdict: neutralVerdict(usage), culprits: [], observation }, scenario).map((plan) => ({
      ...plan,
      because: harmlessText(plan.because),
    })),
    remarks: [
      ...basis.remarks,
      ...(untold.length === 0
        ? []
        : [`what ${untold.join(", ")} is today is not told; the kernel's default stands for it, and there is no patch`]),
    ],
  };
}

/** A plan is no diagnosis: only what a full table must show afterwards depends on it. */
function neutralVerdict({ count, max }: TableUsage): Verdict {
  return {
    limit: max > 0 && count >= max ? "kernel-table-full" : "none",
    ...{ severity: "ok", confidence: "high", summary: "", lookAlikes: [], causes: [], escalation: [] },
  };
}

function youngOf(groups: readonly TrafficGroup[]): TrafficGroup["youngByTimeout"] {
  const sum: Record<string, number> = {};
  for (const { youngByTimeout } of groups)
    for (const [timeout, young] of Object.entries(youngByTimeout)) sum[timeout] = (sum[timeout] ?? 0) + young;
  return sum;
}

/** The limit holds for every namespace by itself: the fullest of them counts. */
function peakOf({ observation, usage, samples, traffic }: PlanBasis): number {
  const earlier = observation.earlier?.parts.tableUsage;
  return Math.max(
    usage.count,
    traffic.total,
    ...samples.map(({ count }) => count),
    isPresent(earlier) ? earlier.value.count : 0,
    ...(partOf(observation, "namespaces") ?? []).map(({ count }) => count),
  );
}

function partOf<P extends PartName>({ now }: Observation, part: P): PartValues[P] | undefined {
  const reading: Reading<PartValues[P]> | undefined = now.parts[part];
  return isPresent(reading) ? reading.value : undefined;
}
