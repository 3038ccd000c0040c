import { cutEnd, textWidth } from "./screen-text.ts";
import type { Segment, StyledLine } from "./styled-line.ts";

/** A piece of a line that can be left out where the terminal is too narrow; the highest `importance` stays longest. */
export interface Phrase {
  readonly segments: readonly Segment[];
  readonly importance: number;
}

export function phrase(importance: number, ...segments: readonly (Segment | string)[]): Phrase {
  return { importance, segments: segments.map((segment) => (typeof segment === "string" ? { text: segment } : segment)) };
}

/** What fits, and of the most important phrase at least its beginning. */
export function fitPhrases(phrases: readonly Phrase[], width: number, between: string): StyledLine {
  const whole = fitWholePhrases(phrases, width, between);
  const [first] = inOrderOfImportance(phrases);
  return whole.length > 0 || first === undefined ? whole : cutLine(first.segments, width);
}

/** Whole phrases only, in their order; the most important ones first in line for the room. */
export function fitWholePhrases(phrases: readonly Phrase[], width: number, between: string): StyledLine {
  const kept = new Set<Phrase>();
  let used = -textWidth(between);
  for (const candidate of inOrderOfImportance(phrases)) {
    const needed = textWidth(between) + lineWidth(candidate.segments);
    if (used + needed > width) continue;
    kept.add(candidate);
    used += needed;
  }
  const shown = phrases.filter((candidate) => kept.has(candidate));
  return shown.flatMap(({ segments }, index) => (index === 0 ? segments : [{ text: between }, ...segments]));
}

/** The line as far as it fits. */
export function cutLine(line: StyledLine, width: number): StyledLine {
  if (lineWidth(line) <= width) return line;
  let left = Math.max(0, width);
  return line.map((segment) => {
    const text = cutEnd(segment.text, left);
    left -= textWidth(text);
    return { ...segment, text };
  });
}

export function lineWidth(line: StyledLine): number {
  return line.reduce((sum, { text }) => sum + textWidth(text), 0);
}

function inOrderOfImportance(phrases: readonly Phrase[]): readonly Phrase[] {
  return phrases.toSorted((left, right) => right.importance - left.importance);
}
