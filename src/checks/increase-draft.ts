import type { CounterIncrease } from "../analysis/counter-increase.ts";
import { durationText } from "../model/duration-text.ts";
import type { JudgedDraft, SignalDraft } from "./check.ts";

export interface Rise {
  readonly increase: number;
  readonly perSecond: number;
  /** `350 in 2 s (175/s)`. */
  readonly said: string;
}

/**
 * What every check of a counter has in common: nothing to compare, one sample, or no increase. Only when it rose does the check itself speak.
 */
export function draftIncrease(
  what: string,
  counted: CounterIncrease,
  windowSeconds: number,
  whenRising: (rise: Rise) => Pick<JudgedDraft, "level" | "text">,
  subject?: string,
): SignalDraft {
  const about = subject === undefined ? {} : { subject };
  if (counted.kind === "incomparable") return { level: "not-evaluated", because: counted.because, ...about };
  if (counted.kind === "cumulative") {
    return { level: "not-evaluated", because: `one sample; ${counted.total} since the counters began`, ...about };
  }
  const { increase, total, wasReset } = counted;
  const window = durationText(windowSeconds);
  if (increase === 0) {
    return { level: "ok", text: `${what}: none in ${window} (${total} since the counters began)`, value: 0, ...about };
  }
  const perSecond = increase / windowSeconds;
  const rate = perSecond >= 10 ? Math.round(perSecond) : Number(perSecond.toFixed(1));
  const reset = wasReset ? ", the counters were reset in between" : "";
  const { level, text } = whenRising({ increase, perSecond, said: `${increase} in ${window} (${rate}/s${reset})` });
  return { level, text, value: increase, ...about };
}
