import type { Difference, DifferenceTopic } from "../../model/difference.ts";
import type { Counts, TableComposition } from "../../model/table-composition.ts";
import { comparisonThresholds, weightOfFactor } from "./comparison-thresholds.ts";
import { moreAt, namesOf, shareDifference } from "./figure-differences.ts";
import { definePartComparison, type NotComparable } from "./part-comparison.ts";
import { clientShareDifference, isSample, talkerDifferences } from "./talkers.ts";

interface Dimension {
  readonly topic: DifferenceTopic;
  readonly counts: (table: TableComposition) => Counts;
  /** What the counts are shares of. */
  readonly of: (table: TableComposition) => number;
  readonly what: (name: string) => string;
}

const whole = (table: TableComposition) => table.total;

const dimensions: readonly Dimension[] = [
  { topic: "protocol-share", counts: (table) => table.byProtocol, of: whole, what: (name) => `${name}, of all entries` },
  { topic: "state-share", counts: (table) => table.byState, of: (table) => table.facts.tcp, what: (name) => `${name}, of TCP` },
  { topic: "flag-share", counts: (table) => table.byFlag, of: whole, what: (name) => `${name}, of all entries` },
  { topic: "nat-share", counts: (table) => table.byNat, of: whole, what: (name) => `NAT ${name}, of all entries` },
  { topic: "family-share", counts: (table) => table.byFamily, of: whole, what: (name) => `${name}, of all entries` },
  { topic: "zone-share", counts: (table) => table.byZone, of: whole, what: (name) => `zone ${name}, of all entries` },
];

export const tableComposition = definePartComparison({
  part: "tableComposition",
  title: "what the table holds",
  compare({ now: before }, { now: after }, relation) {
    const tooSmall = smallTable(before, after);
    const talkers = talkerDifferences(before, after, relation);
    if (tooSmall !== undefined) {
      return {
        differences: [...turnoverDifferences(before, after), ...talkers.differences],
        notComparable: [tooSmall, ...talkers.notComparable],
        isTooLittle: true,
      };
    }
    return {
      differences: [
        ...dimensions.flatMap((dimension) => dimensionDifferences(dimension, before, after)),
        ...idleDifference(before, after),
        ...turnoverDifferences(before, after),
        ...clientShareDifference(before, after),
        ...talkers.differences,
      ],
      notComparable: [...samples(before, after), ...talkers.notComparable],
    };
  },
});

function dimensionDifferences({ topic, counts, of, what }: Dimension, before: TableComposition, after: TableComposition) {
  const [left, right] = [counts(before), counts(after)];
  return namesOf(left, right).flatMap((name) =>
    shareDifference(
      { topic, area: "composition", what: what(name), subject: name },
      { entries: left[name] ?? 0, of: of(before) },
      { entries: right[name] ?? 0, of: of(after) },
    ),
  );
}

function idleDifference({ facts: before }: TableComposition, { facts: after }: TableComposition): readonly Difference[] {
  return shareDifference(
    { topic: "idle-share", area: "composition", what: "ESTABLISHED known to be idle for over 1 h, of ESTABLISHED" },
    { entries: before.establishedKnownIdleOverOneHour, of: before.established },
    { entries: after.establishedKnownIdleOverOneHour, of: after.established },
  );
}

/**
 * How many connections come and go, as amounts: in a table that fills, every other share falls. TIME_WAIT stays for a fixed time, so its amount follows the
 * rate of closings; entries whose age is known and below 10 s follow the rate of openings.
 */
function turnoverDifferences(before: TableComposition, after: TableComposition): readonly Difference[] {
  if (isSample(before) || isSample(after)) return [];
  const rows = [
    { topic: "young-entries", what: "entries known to be younger than 10 s", amount: young },
    { topic: "closed-entries", what: "entries in TIME_WAIT", amount: (table: TableComposition) => table.byState["TIME_WAIT"] ?? 0 },
  ] as const;
  return rows.flatMap(({ topic, what, amount }): readonly Difference[] => {
    const [left, right] = [amount(before), amount(after)];
    const weight = weightOfFactor(left, right);
    if (weight === undefined || Math.abs(left - right) < comparisonThresholds.leastEntries) return [];
    return [{ topic, area: "composition", what, before: left, after: right, unit: "entries", weight, ...moreAt(left, right) }];
  });
}

function young({ byAge }: TableComposition): number {
  return (byAge["under-1s"] ?? 0) + (byAge["1s-to-10s"] ?? 0);
}

function smallTable(before: TableComposition, after: TableComposition): Omit<NotComparable, "part"> | undefined {
  const { leastEntries } = comparisonThresholds;
  const [left, right] = [before.total < leastEntries, after.total < leastEntries];
  if (!left && !right) return undefined;
  const because = `${[...(left ? [before.total] : []), ...(right ? [after.total] : [])].join(" and ")} entries; shares of fewer than ${leastEntries} say little`;
  return { what: "shares of the table", side: left && right ? "both" : left ? "a" : "b", because };
}

function samples(before: TableComposition, after: TableComposition): readonly Omit<NotComparable, "part">[] {
  return ([["a", before] as const, ["b", after] as const] as const).flatMap(([side, table]) =>
    isSample(table)
      ? [
          {
            what: "amounts of entries",
            side,
            because: `its table is a sample (${table.capped?.because ?? "a filter was set"}); shares were compared`,
          },
        ]
      : [],
  );
}
