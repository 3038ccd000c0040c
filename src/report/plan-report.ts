import type { Occupancy } from "../analysis/occupancy/occupancy.ts";
import { timeoutClassText } from "../analysis/occupancy/timeout-behaviour.ts";
import { isEmptyScenario, type Scenario, untrackedPortText } from "../analysis/what-if/scenario.ts";
import type { ClassChange, Outlook, WhatIf } from "../analysis/what-if/what-if.ts";
import { type ConntrackTimeouts, timeoutSysctl } from "../model/conntrack-timeouts.ts";
import { durationText } from "../model/duration-text.ts";
import type { Band } from "../model/forecast.ts";
import { isoTime } from "../model/iso-time.ts";
import { planBlock } from "./diagnose-report.ts";
import type { Block, Column, Document } from "./document.ts";
import { countText, percentText } from "./figures.ts";
import { harmlessText } from "./harmless-text.ts";
import type { PlanOutcome } from "./plan-outcome.ts";

/** Workloads that are shown; all that are known are in the data. */
const shownWorkloads = 12;

/** What is asked about, today beside tomorrow, what that takes for granted, and how it is done and undone. */
export function planReport(outcome: PlanOutcome): Document {
  const { node, change, advice, isRecommended, growth } = outcome;
  const columns = isEmptyScenario(outcome.scenario) ? onlyToday : todayAndTomorrow;
  return [
    { kind: "title", text: `${harmlessText(node)}: ${scenarioText(outcome.scenario, isRecommended)}` },
    { kind: "paragraph", text: summaryText(outcome) },
    ...(advice !== undefined
      ? [{ kind: "paragraph", text: `${adviceWord(outcome)}: ${advice.because}${memoryText(advice.memoryShare)}` } as const]
      : []),
    ...outlookBlocks(change, columns),
    ...classBlocks(change.byClass, columns),
    ...workloadBlocks(change, columns),
    ...occupancyBlocks(outcome.occupancy),
    ...(columns === onlyToday ? [] : listUnder("What this takes for granted", change.assumptions.map(harmlessText))),
    ...listUnder("Also to know", [`growth: ${growth.because}`, objectText(outcome), ...outcome.remarks.map(harmlessText)]),
    ...planBlocks(outcome),
    {
      kind: "paragraph",
      text: `${harmlessText(outcome.origin)}, ${harmlessText(outcome.source)}, ${isoTime(outcome.takenAtMs)}. Ullage changes nothing by itself.`,
    },
  ];
}

/** `max 524,288 · tcp_timeout_time_wait 30 s · Deployment shop/checkout reuses connections 10 times`. */
function scenarioText({ max, timeouts = {}, reuse = {}, untrack = [], remove = [] }: Scenario, isRecommended: boolean): string {
  const parts = [
    ...(max === undefined ? [] : [`nf_conntrack_max ${countText(max)}`]),
    ...(Object.entries(timeouts) as [keyof ConntrackTimeouts, number][]).map(
      // Object.entries forgets the keys
      ([name, seconds]) => `${timeoutSysctl[name].replace("nf_conntrack_", "")} ${durationText(seconds)}`,
    ),
    ...Object.entries(reuse).map(([workload, requests]) => `${harmlessText(workload)} with ${requests} requests a connection`),
    ...untrack.map((port) => `${untrackedPortText(port)} untracked`),
    ...remove.map((workload) => `without ${harmlessText(workload)}`),
  ];
  if (parts.length === 0) return "nothing to change";
  return `${isRecommended ? "recommended: " : "what if "}${parts.join(" · ")}`;
}

function summaryText({ change: { today, tomorrow }, isRecommended, scenario }: PlanOutcome): string {
  const use = ({ use, max }: Outlook) => (use === undefined ? "no limit" : `${percentText(use.estimate)} of ${countText(max)}`);
  if (isRecommended && scenario.max === undefined) return `${countText(today.entries.estimate)} entries, ${use(today)}.`;
  const between = bandText(tomorrow.entries, countText);
  const full = (tomorrow.use?.estimate ?? 0) >= 1 ? " The table would be full." : "";
  return `Today ${countText(today.entries.estimate)} entries, ${use(today)}; tomorrow ${countText(tomorrow.entries.estimate)}${between === "" ? "" : ` (${between})`}, ${use(tomorrow)}.${full}`;
}

function adviceWord({ advice, isRecommended }: PlanOutcome): string {
  if (advice?.isEnough === true) return "Limit";
  return isRecommended
    ? `Recommended ${countText(advice?.limit ?? 0)}`
    : `The limit that fits today's use is ${countText(advice?.limit ?? 0)}`;
}

function memoryText(share: number | undefined): string {
  return share === undefined ? "" : ` Full, it takes ${percentText(share)} of the node's memory.`;
}

/** The cells of a row that stand in a table: with nothing to change there is no tomorrow to show. */
type ShownColumns = <T>(first: T, today: T, tomorrow: readonly T[], last: readonly T[]) => readonly T[];
const todayAndTomorrow: ShownColumns = (first, today, tomorrow, last) => [first, today, ...tomorrow, ...last];
const onlyToday: ShownColumns = (first, today, _, last) => [first, today, ...last];

function outlookBlocks({ today, tomorrow }: WhatIf, columns: ShownColumns): Block[] {
  const row = (title: string, show: (outlook: Outlook) => string) => columns(title, show(today), [show(tomorrow)], []);
  return [
    {
      kind: "table",
      columns: columns(left(""), right("today"), [right("tomorrow")], []),
      rows: [
        row("entries", ({ entries }) => countText(entries.estimate)),
        row("limit", ({ max }) => (max === 0 ? "none" : countText(max))),
        row("use of the limit", ({ use }) => (use === undefined ? "–" : percentText(use.estimate))),
        row("time to full", ({ secondsToFull }) => fullText(secondsToFull)),
        row("memory", ({ memoryBytes }) => megabytes(memoryBytes)),
        row("memory when full", ({ fullMemoryBytes }) => (fullMemoryBytes === undefined ? "–" : megabytes(fullMemoryBytes))),
      ],
    },
  ];
}

function classBlocks(byClass: readonly ClassChange[], columns: ShownColumns): Block[] {
  if (byClass.length === 0) return [];
  return [
    { kind: "heading", text: "By what entries count down from" },
    {
      kind: "table",
      columns: columns(left("class"), right("today"), [right("tomorrow"), right("between"), left("because")], []),
      rows: byClass.map(({ timeout, today, tomorrow, because = "" }) =>
        columns(classText(timeout), countText(today), [countText(tomorrow.estimate), bandText(tomorrow, countText), because], []),
      ),
    },
  ];
}

function workloadBlocks({ byWorkload }: WhatIf, columns: ShownColumns): Block[] {
  if (byWorkload.length === 0) return [];
  // Whoever changes is shown, however small.
  const shown = byWorkload
    .filter(({ today, tomorrow }, index) => index < shownWorkloads || Math.abs((tomorrow?.estimate ?? today) - today) >= 1)
    .slice(0, 2 * shownWorkloads);
  const more = byWorkload.length - shown.length;
  return [
    { kind: "heading", text: "By workload, as client" },
    {
      kind: "table",
      columns: columns(left("workload"), right("today"), [right("tomorrow")], [right("begin a second")]),
      rows: shown.map(({ key, today, tomorrow, birthsPerSecond }) =>
        columns(
          harmlessText(key),
          countText(today),
          [tomorrow === undefined ? "–" : countText(tomorrow.estimate)],
          [birthsPerSecond === undefined ? "–" : rateText(birthsPerSecond)],
        ),
      ),
    },
    ...(more === 0 ? [] : [{ kind: "paragraph", text: `${countText(more)} more` } as const]),
  ];
}

/** Little's law: what was counted beside what the rate makes. */
function occupancyBlocks(occupancy: readonly Occupancy[]): Block[] {
  const predicted = occupancy.flatMap((one) => (one.predicted === undefined ? [] : [{ ...one, predicted: one.predicted }]));
  if (predicted.length === 0) return [];
  return [
    { kind: "heading", text: "Rate × time in the table" },
    {
      kind: "table",
      columns: [left("class"), right("begin a second"), right("rate × time"), right("between"), right("counted"), left("because")],
      rows: predicted.map(({ timeout, perSecond = 0, predicted, entries, isSettled, method }) => [
        timeoutClassText(timeout),
        rateText(perSecond),
        countText(predicted.estimate),
        bandText(predicted, countText),
        countText(entries),
        `${method}${isSettled === false ? "; not settled: the count is on its way there" : ""}`,
      ]),
    },
  ];
}

function planBlocks({ plans, scenario }: PlanOutcome): Block[] {
  if (plans.length === 0) {
    return Object.keys(scenario).length === 0
      ? []
      : [
          {
            kind: "paragraph",
            text: "There is no patch for this: it would change nothing, lower the limit, or its present value is not known.",
          },
        ];
  }
  return [{ kind: "heading", text: "How" }, ...plans.flatMap((plan, index) => planBlock(plan, index + 1))];
}

function objectText({ memory: { objectBytes, isObjectSizeRead } }: PlanOutcome): string {
  return isObjectSizeRead
    ? `an entry takes ${objectBytes} bytes by this node's slab, a bucket 8`
    : `an entry is reckoned with ${objectBytes} bytes, since the slab could not be read (256 to 384 is usual), a bucket with 8`;
}

function fullText(secondsToFull: Band | undefined): string {
  if (secondsToFull === undefined) return "–";
  return secondsToFull.estimate === 0 ? "full" : durationText(secondsToFull.estimate);
}

function classText(timeout: ClassChange["timeout"]): string {
  return timeout === "unseen" ? "not seen by the walk" : timeoutClassText(timeout);
}

/** Empty where both ends are the estimate. */
function bandText({ estimate, low, high }: Band, show: (number: number) => string): string {
  return show(low) === show(estimate) && show(high) === show(estimate) ? "" : `${show(low)}–${show(high)}`;
}

function rateText(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : countText(perSecond);
}

function megabytes(bytes: number): string {
  if (bytes < 1e6) return `${countText(bytes / 1000)} kB`;
  return `${bytes < 10e6 ? (bytes / 1e6).toFixed(1) : countText(bytes / 1e6)} MB`;
}

function listUnder(heading: string, items: readonly string[]): Block[] {
  return items.length === 0
    ? []
    : [
        { kind: "heading", text: heading },
        { kind: "list", items },
      ];
}

function left(title: string): Column {
  return { title, align: "left" };
}

function right(title: string): Column {
  return { title, align: "right" };
}
