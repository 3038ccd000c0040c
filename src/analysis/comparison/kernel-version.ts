import type { Difference } from "../../model/difference.ts";
import { presenceDifference, settingDifference } from "./figure-differences.ts";
import { definePartComparison } from "./part-comparison.ts";

export const kernelVersion = definePartComparison({
  part: "kernel",
  title: "kernel",
  compare({ now: before }, { now: after }) {
    const [left, right] = [before, after].map(({ modules }) => modules.map(({ name }) => name).toSorted());
    return {
      differences: [
        ...settingDifference({ topic: "kernel-release", area: "versions", what: "kernel", unit: "text" }, before.release, after.release),
        ...moduleDifference(left ?? [], right ?? []),
      ],
    };
  },
});

/** Whether loaded or built in makes no difference to what they do. A source that could name no module at all did not look. */
function moduleDifference(before: readonly string[], after: readonly string[]): readonly Difference[] {
  if (before.length === 0 || after.length === 0) return [];
  const only = (names: readonly string[], others: readonly string[]) => names.filter((name) => !others.includes(name)).join(", ") || null;
  return presenceDifference(
    { topic: "kernel-modules", area: "versions", what: "modules that the other has not", unit: "text" },
    only(before, after),
    only(after, before),
  );
}
