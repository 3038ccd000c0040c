import type { ScreenCharacters } from "./screen-text.ts";

/**
 * The last `width` values as one character each, from the lowest of them to the highest, so that movement is seen in a group of any size. A missing value
 * is a space. The scale spans a tenth of the highest value at least: else noise would look like growth.
 */
export function sparkline(values: readonly (number | undefined)[], width: number, characters: ScreenCharacters): string {
  const last = values.slice(-width);
  const known = last.filter((value) => value !== undefined);
  const highest = Math.max(...known);
  const lowest = Math.min(...known);
  const span = Math.max(highest - lowest, highest * 0.1);
  const bottom = (highest + lowest - span) / 2;
  const steps = stepsOf[characters];
  const text = last.map((value) => {
    if (value === undefined) return " ";
    if (highest === 0) return steps[0];
    return steps[Math.min(steps.length - 1, Math.floor(((value - bottom) / span) * steps.length))];
  });
  return text.join("").padStart(width);
}

const stepsOf = {
  unicode: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
  ascii: ["_", ".", "-", "=", "+", "*", "#"],
} as const satisfies Record<ScreenCharacters, readonly string[]>;
