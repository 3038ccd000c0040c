/**
 * The step of an unsigned 32-bit counter that wraps. A wrap of more than half its range in one window would be 2^31 events, which no packet path makes:
 * it was set back to zero, and what it shows is what it counted since.
 */
export function increaseOfU32(earlier: number, later: number): { readonly increase: number; readonly wasReset: boolean } {
  const difference = (later - earlier + twoTo32) % twoTo32;
  return later < earlier && difference > twoTo32 / 2 ? { increase: later, wasReset: true } : { increase: difference, wasReset: false };
}

const twoTo32 = 2 ** 32;
