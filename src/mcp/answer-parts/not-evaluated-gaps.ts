import type { Diagnosis } from "../../model/verdict.ts";

/** The checks that were not evaluated, by what they lack: many lack the same thing, whatever each of them counted. */
export function notEvaluatedGaps({ notEvaluated }: Pick<Diagnosis, "notEvaluated">): readonly string[] {
  const byReason = Map.groupBy(notEvaluated, ({ because }) => because.replace(/\b\d+ since/, "so many since"));
  const texts = [...byReason].map(
    ([because, checks]) => `not evaluated: ${[...new Set(checks.map(({ check }) => check))].join(", ")} (${because})`,
  );
  const more = texts.length - mostReasons;
  return more <= 0 ? texts : [...texts.slice(0, mostReasons), `checks that were not evaluated for ${more} further reasons`];
}

const mostReasons = 10;
