import { signalLevelRank } from "../model/signal.ts";
import type { JudgedDraft } from "./check.ts";

const subjectLimit = 20;

/**
 * A node can have hundreds of pods and one of them at fault, or all: the worst twenty get a line of their own, the others are counted in one line that
 * has the worst level among them.
 */
export function limitSubjects(drafts: readonly JudgedDraft[], sayMore: (more: number) => string): readonly JudgedDraft[] {
  if (drafts.length <= subjectLimit) return drafts;
  const sorted = drafts.toSorted((a, b) => signalLevelRank[b.level] - signalLevelRank[a.level]);
  const rest = sorted.slice(subjectLimit);
  return [...sorted.slice(0, subjectLimit), { level: rest[0]!.level, text: sayMore(rest.length), subject: "others", value: rest.length }];
}
