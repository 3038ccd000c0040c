import type { DifferenceWeight } from "../../model/difference.ts";
import type { PartName, PartValues, Softnet } from "../../model/node-snapshot.ts";
import { type CounterIncrease, counterIncrease, cpuCounterIncrease, increaseOverRows } from "../counter-increase.ts";
import { weightOfRates } from "./comparison-thresholds.ts";
import { moreAt } from "./figure-differences.ts";
import {
  type ComparedPart,
  type ComparisonRelation,
  definePartComparison,
  type NotComparable,
  type PartComparison,
  type PartDifferences,
} from "./part-comparison.ts";

/** A cumulative counter whose rate tells something, and how it is read from its part. */
interface CounterRow<P extends PartName> {
  readonly name: string;
  readonly says: string;
  /** The most that a rate that began or ended weighs. */
  readonly weight: DifferenceWeight;
  /** Below it a rate is the ordinary life of a node; 0 for what a healthy node never counts. */
  readonly quietPerSecond: number;
  /** One for each card, family or server that counts it. */
  readonly increases: (later: PartValues[P], earlier: PartValues[P] | undefined) => readonly SubjectIncrease[];
}

interface SubjectIncrease {
  /** Where there are several. */
  readonly subject?: string;
  readonly counted: CounterIncrease;
}

function ofCpus(name: string): CounterRow<"cpuCounters">["increases"] {
  return (later, earlier) => [{ counted: cpuCounterIncrease(name, earlier, later) }];
}

function ofCards(name: string): CounterRow<"interfaceAllowances">["increases"] {
  return (later, earlier) =>
    later.flatMap(({ interfaceName, statistics }) => {
      const before = earlier?.find((card) => card.interfaceName === interfaceName)?.statistics;
      return name in statistics ? [{ subject: interfaceName, counted: counterIncrease(name, before, statistics) }] : [];
    });
}

const cpuRows: readonly CounterRow<"cpuCounters">[] = [
  { name: "drop", says: "packets refused", weight: "large", quietPerSecond: 0, increases: ofCpus("drop") },
  { name: "earlyDrop", says: "entries evicted early", weight: "large", quietPerSecond: 0, increases: ofCpus("earlyDrop") },
  { name: "insertFailed", says: "insertions that failed", weight: "large", quietPerSecond: 0, increases: ofCpus("insertFailed") },
  { name: "clashResolve", says: "same-tuple races resolved", weight: "notable", quietPerSecond: 1, increases: ofCpus("clashResolve") },
  // Measured: 17,719 in 2 s where source NAT looks for a free port, a handful on a quiet node.
  { name: "found", says: "tuples found taken", weight: "notable", quietPerSecond: 100, increases: ofCpus("found") },
  { name: "invalid", says: "packets that fit no connection", weight: "notable", quietPerSecond: 100, increases: ofCpus("invalid") },
];

const cardRows: readonly CounterRow<"interfaceAllowances">[] = (
  [
    ["conntrack_allowance_exceeded", "packets beyond the instance's connections", "large"],
    ["linklocal_allowance_exceeded", "packets beyond the link-local rate", "large"],
    ["bw_in_allowance_exceeded", "packets beyond the inbound bandwidth", "notable"],
    ["bw_out_allowance_exceeded", "packets beyond the outbound bandwidth", "notable"],
    ["pps_allowance_exceeded", "packets beyond the packet rate", "notable"],
  ] as const
).map(([name, says, weight]) => ({ name, says, weight, quietPerSecond: 0, increases: ofCards(name) }));

const dropped = ({ perCpu }: Softnet) => perCpu.map((row) => ({ cpu: row.cpu, value: row.dropped }));

/** Every counter that is compared, by the part that holds it. */
export const counters: readonly PartComparison[] = [
  countersOf("cpuCounters", "counters of connection tracking", cpuRows),
  countersOf("interfaceAllowances", "allowances of the instance", cardRows),
  countersOf("socketQueues", "counters of listening sockets", [
    {
      ...{ name: "listenOverflows", says: "connections that no listener accepted in time", weight: "notable", quietPerSecond: 0 },
      increases: (later, earlier) => [{ counted: counterIncrease("listenOverflows", earlier?.tcpExt, later.tcpExt) }],
    },
  ]),
  countersOf("softnet", "backlog of the CPUs", [
    {
      ...{ name: "dropped", says: "packets dropped in a CPU's backlog", weight: "notable", quietPerSecond: 0 },
      increases: (later, earlier) => [{ counted: increaseOverRows(dropped(later), earlier === undefined ? undefined : dropped(earlier)) }],
    },
  ]),
  countersOf("nodeDns", "DNS servers of the node", [
    {
      ...{ name: "SERVFAIL", says: "names that failed to resolve", weight: "notable", quietPerSecond: 0 },
      increases: (later, earlier) =>
        later.map(({ endpoint, responses }) => {
          const before = earlier?.find((server) => server.endpoint === endpoint)?.responses;
          // A server counts a code from its first answer of that kind on.
          const withZero = (codes: typeof responses) => ({ SERVFAIL: 0, ...codes });
          return { subject: endpoint, counted: counterIncrease("SERVFAIL", before && withZero(before), withZero(responses)) };
        }),
    },
  ]),
];

function countersOf<P extends PartName>(part: P, title: string, rows: readonly CounterRow<P>[]): PartComparison {
  return definePartComparison<P>({
    part,
    title,
    compare: (before, after, relation) => ({
      differences: rows.flatMap((row) => [...rateDifferences(row, before, after), ...riseBetween(row, before, after, relation)]),
      notComparable: [...lackOfWindow(title, before, after), ...lackOfOrder(part, relation)],
    }),
  });
}

type Found = PartDifferences["differences"];

/** How fast it counted within the window of each side. */
function rateDifferences<P extends PartName>(row: CounterRow<P>, before: ComparedPart<P>, after: ComparedPart<P>): Found {
  const [left, right] = [ratesOf(row, before), ratesOf(row, after)];
  return [...right].flatMap(([subject, perSecond]): Found => {
    const was = left.get(subject);
    if (was === undefined || Math.max(was, perSecond) <= row.quietPerSecond) return [];
    const weight = weightOfRates(was, perSecond);
    if (weight === undefined) return [];
    return [
      {
        ...{ topic: "counter-rate", area: "counters", unit: "per-second", ...named(row, subject) },
        before: was,
        after: perSecond,
        weight: row.weight === "notable" ? "notable" : weight,
        ...moreAt(was, perSecond),
      },
    ];
  });
}

function ratesOf<P extends PartName>(
  { increases }: CounterRow<P>,
  { now, earlier, windowSeconds }: ComparedPart<P>,
): ReadonlyMap<string, number> {
  if (earlier === undefined || windowSeconds <= 0) return new Map();
  return new Map(
    increases(now, earlier).flatMap(({ subject = "", counted }) =>
      counted.kind === "increase" ? [[subject, counted.increase / windowSeconds] as const] : [],
    ),
  );
}

/** What one node counted from the first observation to the second. */
function riseBetween<P extends PartName>(
  row: CounterRow<P>,
  { now: first }: ComparedPart<P>,
  { now: second }: ComparedPart<P>,
  { secondsBetween, noIncreaseBecause }: ComparisonRelation,
): Found {
  if (noIncreaseBecause !== undefined) return [];
  const totals = new Map(row.increases(first, undefined).map(({ subject = "", counted }) => [subject, totalOf(counted)]));
  return row.increases(second, first).flatMap(({ subject = "", counted }): Found => {
    if (counted.kind !== "increase" || counted.increase === 0 || counted.increase / secondsBetween <= row.quietPerSecond) return [];
    const { what, ...name } = named(row, subject);
    return [
      {
        ...{ topic: "counter-between", area: "counters", unit: "count", ...name, what: `${what}, counted from A to B` },
        before: totals.get(subject) ?? null,
        after: counted.total,
        weight: row.weight,
        note: `${counted.increase} more${counted.wasReset ? " at least: it began again in between" : ""}`,
      },
    ];
  });
}

function totalOf(counted: CounterIncrease): number | null {
  return counted.kind === "incomparable" ? null : counted.total;
}

function named({ name, says }: { readonly name: string; readonly says: string }, subject: string) {
  return { what: `${says} (${name}${subject === "" ? "" : ` of ${subject}`})`, subject: name };
}

function lackOfWindow<P extends PartName>(
  what: string,
  before: ComparedPart<P>,
  after: ComparedPart<P>,
): readonly Omit<NotComparable, "part">[] {
  const lacks = ({ earlier, windowSeconds }: ComparedPart<P>) => earlier === undefined || windowSeconds <= 0;
  if (!lacks(before) && !lacks(after)) return [];
  const side = lacks(before) && lacks(after) ? "both" : lacks(before) ? "a" : "b";
  return [{ what: `rates: ${what}`, side, because: "one sample; how far a counter has counted says nothing about its time" }];
}

/** Of all counters alike, so it is said once. */
function lackOfOrder(part: PartName, { nodes, noIncreaseBecause }: ComparisonRelation): readonly Omit<NotComparable, "part">[] {
  return part !== "cpuCounters" || nodes === "two-nodes" || noIncreaseBecause === undefined
    ? []
    : [{ what: "what was counted from A to B", side: "both", because: noIncreaseBecause }];
}
