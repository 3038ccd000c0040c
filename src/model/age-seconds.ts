/** Whole seconds; 0 where the clock of whoever made it runs ahead of ours. */
export function ageSeconds(atMs: number, nowMs: number): number {
  return Math.max(0, Math.round((nowMs - atMs) / 1000));
}
