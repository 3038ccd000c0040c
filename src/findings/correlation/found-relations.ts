import { type Finding, findingSeverities } from "../../model/finding.ts";
import type { LimitId } from "../../model/verdict.ts";
import { type KnownRelation, knownRelations } from "../known-relations.ts";
import type { Moment } from "./moments.ts";

/** Two findings of which it is known that the one can lead to the other. */
export interface FoundRelation {
  readonly cause: Finding;
  readonly consequence: Finding;
  readonly because: string;
  /** Whether time allows it; `unknown` where one of them is a state or tells no time. */
  readonly order: "cause first" | "consequence first" | "unknown";
}

/**
 * Of every source only the worst finding, so that fifty pods do not make fifty relations. What time speaks for stands first. Of what leads to something beside some
 * verdicts alone nothing is said beside another one.
 */
export function relationsAmong(
  findings: readonly Finding[],
  moments: readonly Moment[],
  limit: LimitId = "unknown",
): readonly FoundRelation[] {
  const firstMoments = new Map<Finding, Moment>();
  for (const moment of moments) if (!firstMoments.has(moment.finding)) firstMoments.set(moment.finding, moment);
  const bySource = Map.groupBy(findings, ({ source }) => source);
  const holding = knownRelations.filter(({ beside = [limit] }) => beside.includes(limit));
  const found = holding.flatMap((relation) => {
    const causes = causesOf(relation, bySource);
    return relation.consequences.flatMap((source) => {
      const [consequence] = bySource.get(source) ?? [];
      if (consequence === undefined) return [];
      const pairs = causes
        .filter((cause) => cause !== consequence)
        .map((cause) => ({ cause, consequence, order: orderOf(firstMoments.get(cause), firstMoments.get(consequence)) }));
      // A check and the lines that it read say the same: the one that time speaks for stands for both.
      const [likeliest] = pairs.toSorted((left, right) => orderRank[left.order] - orderRank[right.order]);
      return likeliest === undefined ? [] : [{ ...likeliest, because: relation.because }];
    });
  });
  return found.toSorted((left, right) => orderRank[left.order] - orderRank[right.order]);
}

const orderRank = { "cause first": 0, unknown: 1, "consequence first": 2 } as const;

function causesOf({ causes, atLeast = "info" }: KnownRelation, bySource: ReadonlyMap<string, readonly Finding[]>): readonly Finding[] {
  return causes.flatMap((source) => {
    const [worst] = bySource.get(source) ?? [];
    return worst !== undefined && findingSeverities.indexOf(worst.severity) <= findingSeverities.indexOf(atLeast) ? [worst] : [];
  });
}

function orderOf(cause: Moment | undefined, consequence: Moment | undefined): FoundRelation["order"] {
  if (cause === undefined || consequence === undefined || cause.isState || consequence.isState) return "unknown";
  // To the minute, where nothing better is known: within one nobody can say which was first.
  if (cause.isExact && consequence.isExact) return cause.fromMs <= consequence.fromMs ? "cause first" : "consequence first";
  const minutes = Math.floor(consequence.fromMs / 60_000) - Math.floor(cause.fromMs / 60_000);
  if (minutes === 0) return "unknown";
  return minutes > 0 ? "cause first" : "consequence first";
}
