import type { Difference } from "../model/difference.ts";
import type { Comparison } from "./compare-snapshots.ts";
import type { ComparedSide } from "./comparison/part-comparison.ts";
import { type ComparisonRule, comparisonRules, type DifferencePattern } from "./comparison-rules.ts";

/** What the differences suggest, and of which side. */
export interface Suggestion {
  readonly id: string;
  /** `both` where it is about the pair. */
  readonly side: ComparedSide;
  readonly says: string;
  /** Clients, destinations, endpoints that it points at. */
  readonly names: readonly string[];
  readonly nextCommand: string;
}

export function suggestFromComparison(comparison: Comparison): readonly Suggestion[] {
  return comparisonRules.flatMap((rule) => {
    const isOfOneSide = rule.all.some(({ moved }) => moved === "rose");
    const sides = isOfOneSide ? (["b", "a"] as const) : (["both"] as const);
    return sides.filter((side) => holds(rule, side, comparison)).map((side) => suggestion(rule, side, comparison));
  });
}

function holds({ nodes, all, none = [], onlyIn, compared = [] }: ComparisonRule, side: ComparedSide, comparison: Comparison): boolean {
  const { differences, comparedParts } = comparison;
  if (nodes !== undefined && nodes !== comparison.nodes) return false;
  if (!compared.every((part) => comparedParts.includes(part))) return false;
  if (onlyIn !== undefined && (differences.length === 0 || differences.some(({ area }) => !onlyIn.includes(area)))) return false;
  const isSeen = (pattern: DifferencePattern) => differences.some((difference) => fits(pattern, side, difference));
  return all.every(isSeen) && !none.some(isSeen);
}

function fits({ topic, subject, moved }: DifferencePattern, side: ComparedSide, difference: Difference): boolean {
  if (difference.topic !== topic || (subject !== undefined && difference.subject !== subject)) return false;
  if (moved === "any") return true;
  return moved === "rose" ? difference.moreAt === side : difference.moreAt !== undefined && difference.moreAt !== side;
}

function suggestion({ id, says, names = [], nextCommand }: ComparisonRule, side: ComparedSide, { differences }: Comparison): Suggestion {
  const pointed = differences.filter(
    (difference) => names.includes(difference.topic) && difference.moreAt === side && hasLargerPart(difference),
  );
  return { id, side, says, names: [...new Set(pointed.flatMap(({ subject }) => subject ?? []))].slice(0, 3), nextCommand };
}

/** In a table that fills, many grow; the one that fills it has a larger part of it too. */
function hasLargerPart({ before, after, moreAt }: Difference): boolean {
  const [less, more] = moreAt === "a" ? [after, before] : [before, after];
  return typeof more === "number" && (typeof less === "number" ? more > less : true);
}
