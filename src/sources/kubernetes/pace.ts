import { setTimeout } from "node:timers/promises";
import { type Clock, systemClock } from "../../platform/clock.ts";

/** Time as those who wait and try again need it. */
export interface Pace {
  readonly clock: Clock;
  /** 0 to 1, for jitter: a thousand agents must not come back at the same moment. */
  random(): number;
  /** Returns earlier when the signal says so. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemPace: Pace = {
  clock: systemClock,
  random: Math.random,
  wait: async (ms, signal) => {
    try {
      await setTimeout(ms, undefined, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  },
};
