import type { NotComparable } from "../analysis/comparison/part-comparison.ts";
import type { Difference, DifferenceFigure } from "../model/difference.ts";
import { harmlessText } from "./harmless-text.ts";

/** Names and words in a difference are the nodes' own. */
export function harmlessDifference(difference: Difference): Difference {
  const { what, subject, before, after, note } = difference;
  return {
    ...difference,
    what: harmlessText(what),
    ...(subject === undefined ? {} : { subject: harmlessText(subject) }),
    before: harmlessFigure(before),
    after: harmlessFigure(after),
    ...(note === undefined ? {} : { note: harmlessText(note) }),
  };
}

export function harmlessGap(gap: NotComparable): NotComparable {
  return { ...gap, because: harmlessText(gap.because) };
}

function harmlessFigure(figure: DifferenceFigure): DifferenceFigure {
  return typeof figure === "string" ? harmlessText(figure) : figure;
}
