export interface Clock {
  /** Wall time, for showing. */
  nowMs(): number;
  /** Never jumps, for rates. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};
