/** Who had an address when: for an address that was several owners'. Times are in milliseconds; a beginning nobody knows is before everything. */
export interface ClaimedTime {
  readonly owner: number;
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** Sorts by beginning. */
export function inOrder(times: readonly ClaimedTime[]): readonly ClaimedTime[] {
  return [...times].sort((one, other) => one.sinceMs - other.sinceMs || one.untilMs - other.untilMs);
}

/**
 * Who had it at that moment: of several the one that began last. In a gap it is still the last one's, whose entries outlive it; before all of them it is the first
 * one's, since the beginning that an API tells is often later than the real one.
 */
export function ownerAt(times: readonly ClaimedTime[], momentMs: number): number {
  let lasting: ClaimedTime | undefined;
  let ended: ClaimedTime | undefined;
  for (const time of times) {
    if (time.sinceMs > momentMs) break;
    if (time.untilMs > momentMs) lasting = time;
    else if (ended === undefined || time.untilMs >= ended.untilMs) ended = time;
  }
  return (lasting ?? ended ?? times[0])?.owner ?? 0;
}
