import type { Difference } from "../../model/difference.ts";
import type { TableUsage } from "../../model/node-snapshot.ts";
import { weightOfFactor } from "./comparison-thresholds.ts";
import { moreAt, shareDifference, sizeDifference } from "./figure-differences.ts";
import { definePartComparison } from "./part-comparison.ts";

export const tableUsage = definePartComparison({
  part: "tableUsage",
  title: "limit and use of the table",
  compare({ now: before }, { now: after }) {
    return {
      differences: [
        ...limitDifference(before.max, after.max),
        ...sizeDifference(
          {
            ...{ topic: "table-buckets", area: "limits", what: "buckets of the table (nf_conntrack_buckets)", unit: "count" },
            meaning: "each look-up walks a chain of another length",
          },
          before.buckets,
          after.buckets,
        ),
        ...sizeDifference(
          { topic: "expectation-max", area: "limits", what: "limit of expectations (nf_conntrack_expect_max)", unit: "count" },
          before.expectMax,
          after.expectMax,
        ),
        ...usageDifference(before, after),
      ],
    };
  },
});

function limitDifference(before: number, after: number): readonly Difference[] {
  if (before === after) return [];
  // A limit of 0 is none.
  const figure = (max: number) => (max === 0 ? "unlimited" : max);
  return [
    {
      ...{ topic: "table-max", area: "limits", what: "limit of the table (nf_conntrack_max)", unit: "entries", weight: "large" },
      before: figure(before),
      after: figure(after),
      ...moreAt(before || Number.POSITIVE_INFINITY, after || Number.POSITIVE_INFINITY),
      meaning: "connections are refused or evicted at another number",
    },
  ];
}

/** Against the limit where both have one; an unlimited table has no share that is used. */
function usageDifference(before: TableUsage, after: TableUsage): readonly Difference[] {
  const told = { topic: "table-use", area: "use" } as const;
  if (before.max > 0 && after.max > 0) {
    return shareDifference(
      { ...told, what: "use of the table, of its limit" },
      { entries: before.count, of: before.max },
      { entries: after.count, of: after.max },
    );
  }
  const weight = weightOfFactor(before.count, after.count);
  return weight === undefined
    ? []
    : [
        {
          ...told,
          what: "entries in the table",
          before: before.count,
          after: after.count,
          unit: "entries",
          weight,
          ...moreAt(before.count, after.count),
        },
      ];
}
