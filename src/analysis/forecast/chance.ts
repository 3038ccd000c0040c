/**
 * How much a table's count moves by chance alone. Connections that come and go independently make a count whose spread is the square root of its mean, so two
 * looks at a table that stands still differ by about that much; below the least figure a movement matters to nobody.
 */
export function chanceOf(entries: number, least: number): number {
  return Math.max(least, Math.sqrt(Math.max(0, entries)));
}

/** Seconds until the room that is left is used up at this growth; Infinity where nothing grows. */
export function secondsUntilFull(left: number, perSecond: number): number {
  if (left <= 0) return 0;
  return perSecond > 0 ? left / perSecond : Number.POSITIVE_INFINITY;
}
