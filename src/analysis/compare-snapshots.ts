import { type Difference, differenceAreas } from "../model/difference.ts";
import type { NodeSnapshot, PartName, PartValues } from "../model/node-snapshot.ts";
import type { Observation } from "../model/observation.ts";
import { isPresent, type Reading } from "../model/reading.ts";
import { partComparisons } from "./comparison/index.ts";
import type { ComparedPart, ComparedSide, ComparisonRelation, NotComparable, PartComparison } from "./comparison/part-comparison.ts";

export interface Comparison {
  readonly nodes: ComparisonRelation["nodes"];
  /** From the first to the second; negative where the first is the later one. */
  readonly secondsBetween: number;
  /** The weightier first, then by area. */
  readonly differences: readonly Difference[];
  readonly notComparable: readonly NotComparable[];
  /** What could be compared at all. */
  readonly comparedParts: readonly PartName[];
}

export interface CompareOptions {
  /** False where one of them has its names and addresses replaced. */
  readonly hasCommonNames?: boolean;
}

/** What is different in the second, `b`, from how it is in the first, `a`: one node at two times, or two nodes. */
export function compareSnapshots(a: Observation, b: Observation, { hasCommonNames = true }: CompareOptions = {}): Comparison {
  const relation = relationOf(a.now, b.now, hasCommonNames);
  const differences: Difference[] = [];
  const notComparable: NotComparable[] = [];
  const comparedParts = new Set<PartName>();
  for (const comparison of partComparisons) {
    const { part } = comparison;
    const [before, after] = [comparedPart(part, a), comparedPart(part, b)];
    if (before === undefined || after === undefined) {
      notComparable.push(...gapsOf(comparison, a, b));
      continue;
    }
    const found = comparison.compare(before, after, relation);
    if (found.isTooLittle !== true) comparedParts.add(part);
    differences.push(...found.differences);
    notComparable.push(...(found.notComparable ?? []).map((gap) => ({ ...gap, part })));
  }
  const { nodes, secondsBetween } = relation;
  return { nodes, secondsBetween, differences: differences.toSorted(byWeight), notComparable, comparedParts: [...comparedParts] };
}

/** Every part that a comparison reads. */
export const comparedPartNames: readonly PartName[] = [...new Set(partComparisons.map(({ part }) => part))];

function byWeight(left: Difference, right: Difference): number {
  const isLarge = ({ weight }: Difference) => Number(weight === "large");
  return isLarge(right) - isLarge(left) || differenceAreas.indexOf(left.area) - differenceAreas.indexOf(right.area);
}

/** The name that a bundle has whose files do not name their node. */
const unnamed = "unknown";

/** Clocks of a node drift and are set, so two readings of one boot are seconds apart. */
const sameBootMs = 60_000;

function relationOf(a: NodeSnapshot, b: NodeSnapshot, hasCommonNames: boolean): ComparisonRelation {
  const secondsBetween = (b.takenAtMs - a.takenAtMs) / 1000;
  const isNamed = hasCommonNames && a.node !== unnamed && b.node !== unnamed;
  const nodes = !isNamed ? "unknown" : a.node === b.node ? "same-node" : "two-nodes";
  const noIncreaseBecause = whyNoIncrease(nodes, secondsBetween, a, b);
  return { nodes, secondsBetween, hasCommonAddresses: hasCommonNames, ...(noIncreaseBecause === undefined ? {} : { noIncreaseBecause }) };
}

function whyNoIncrease(nodes: ComparisonRelation["nodes"], secondsBetween: number, a: NodeSnapshot, b: NodeSnapshot): string | undefined {
  if (nodes === "two-nodes") return "they are of two nodes";
  if (nodes === "unknown") return "it is not known whether both are of one node";
  if (secondsBetween < 0) return "A was taken after B";
  if (secondsBetween === 0) return "both are of the same time";
  const [before, after] = [bootedAt(a), bootedAt(b)];
  if (before !== undefined && after !== undefined && Math.abs(before - after) > sameBootMs) return "the node was started again in between";
  return undefined;
}

function bootedAt({ parts: { kernel } }: NodeSnapshot): number | undefined {
  return isPresent(kernel) ? kernel.value.bootedAtMs : undefined;
}

function comparedPart(part: PartName, { earlier, now }: Observation): ComparedPart<PartName> | undefined {
  const value = partValue(part, now);
  if (value === undefined) return undefined;
  const before = earlier === undefined ? undefined : partValue(part, earlier);
  if (earlier === undefined || before === undefined) return { now: value, windowSeconds: 0 };
  return { now: value, earlier: before, windowSeconds: (now.monotonicMs - earlier.monotonicMs) / 1000 };
}

function partValue(part: PartName, { parts }: NodeSnapshot): PartValues[PartName] | undefined {
  const reading: Reading<PartValues[PartName]> | undefined = parts[part];
  return isPresent(reading) ? reading.value : undefined;
}

/** One where both lack it for the same reason, else one for each side. */
function gapsOf({ part, title }: PartComparison, a: Observation, b: Observation): readonly NotComparable[] {
  const gaps = ([["a", a] as const, ["b", b] as const] as const).flatMap(([side, { now }]): readonly NotComparable[] => {
    const reading: Reading<PartValues[PartName]> | undefined = now.parts[part];
    if (isPresent(reading)) return [];
    return [{ what: title, part, side, because: reading === undefined ? "it was not read" : reading.reason }];
  });
  const [first, second] = gaps;
  if (first === undefined || second === undefined || first.because !== second.because) return gaps;
  return [{ ...first, side: "both" satisfies ComparedSide }];
}
