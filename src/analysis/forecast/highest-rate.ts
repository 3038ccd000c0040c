import { chanceOf } from "./chance.ts";
import type { CurvePoint } from "./count-series.ts";

/** The kernel collects expired entries in batches of up to a second: what rises for less than that is no rate. */
const leastSeconds = 1;

/** The steepest growth between two looks about a second or more apart, in entries a second; undefined where nothing grew beyond chance. */
export function highestRate(points: readonly CurvePoint[], least: number): number | undefined {
  let highest: number | undefined;
  let from = 0;
  for (let to = 1; to < points.length; to++) {
    const end = points[to]!;
    while (from + 1 < to && end.seconds - points[from + 1]!.seconds >= leastSeconds) from++;
    const start = points[from]!;
    const seconds = end.seconds - start.seconds;
    const grown = end.entries - start.entries;
    if (seconds < leastSeconds || grown <= chanceOf(start.entries, least)) continue;
    highest = Math.max(highest ?? 0, grown / seconds);
  }
  return highest;
}
