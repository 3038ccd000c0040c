import type { NamespaceUsage } from "../../model/node-snapshot.ts";
import { comparisonThresholds, weightOfFactor } from "./comparison-thresholds.ts";
import { moreAt } from "./figure-differences.ts";
import { definePartComparison } from "./part-comparison.ts";

/** Which namespace is the fullest changes with the pods, and inodes are given anew: only how full it is can be compared. */
export const podTables = definePartComparison({
  part: "namespaces",
  title: "tables in the namespaces of pods",
  compare({ now: before }, { now: after }) {
    const [left, right] = [fullest(before), fullest(after)];
    if (left === undefined || right === undefined) return { differences: [] };
    const weight = weightOfFactor(left.count, right.count);
    if (weight === undefined || Math.max(left.count, right.count) < comparisonThresholds.leastEntries) return { differences: [] };
    return {
      differences: [
        {
          ...{ topic: "fullest-pod-table", area: "use", what: "entries in the fullest table of a pod", unit: "entries" },
          before: left.count,
          after: right.count,
          weight,
          ...moreAt(left.count, right.count),
          note: `process ${left.command} at A, ${right.command} at B`,
        },
      ],
    };
  },
});

function fullest(namespaces: readonly NamespaceUsage[]): NamespaceUsage | undefined {
  return namespaces.filter(({ isOwn }) => !isOwn).toSorted((left, right) => right.count - left.count)[0];
}
