import { chanceOf } from "./chance.ts";
import type { CurvePoint } from "./count-series.ts";
import { type RobustLine, robustLine } from "./robust-line.ts";

/** Fewer points tell no slope of a half. */
const leastInHalf = 6;

const plainlyBetter = 0.75;

/** The newest stretch of a curve that one straight line describes. */
export interface ChosenWindow {
  readonly points: readonly CurvePoint[];
  readonly line: RobustLine;
  /** What was seen before it; empty where the whole curve is one stretch. */
  readonly before: readonly CurvePoint[];
}

/**
 * The longest newest stretch whose later half goes on as the whole of it does: a table that jumped and stands still is judged by how it stands, a leak that
 * began ten minutes ago by those ten minutes. `visit` sees each stretch that is tried, the longest first, and ends the search by answering.
 */
export function newestWindow<T>(
  points: readonly CurvePoint[],
  least: number,
  visit: (points: readonly CurvePoint[]) => T | undefined,
): ChosenWindow | T {
  let from = 0;
  for (;;) {
    const window = points.slice(from);
    const answer = visit(window);
    if (answer !== undefined) return answer;
    const line = robustLine(window);
    const middle = (window[0]!.seconds + window.at(-1)!.seconds) / 2;
    const later = window.filter(({ seconds }) => seconds >= middle);
    if (later.length < leastInHalf || goOnAlike(line, robustLine(later), chanceOf(window.at(-1)!.entries, least)))
      return { points: window, line, before: points.slice(0, from) };
    from = points.length - later.length;
  }
}

/**
 * The bands of both slopes overlap, each widened by what chance moves a count over that time, and the line does not describe the later half much better than the
 * whole: a table that jumped has so many slopes that the band of the whole holds any other.
 */
function goOnAlike(whole: RobustLine, later: RobustLine, chance: number): boolean {
  if (whole.swing > 3 * chance && later.swing < plainlyBetter * whole.swing) return false;
  const slack = chance / whole.overSeconds + chance / later.overSeconds;
  return later.slope.low - slack <= whole.slope.high && later.slope.high + slack >= whole.slope.low;
}
