import type { CountSample } from "./count-series.ts";

/**
 * The counts without what has expired and is not collected yet. A walk of the table takes out what has expired; from then on the count rises by whatever expires,
 * until the kernel collects it a quarter of a minute later or more (measured on Linux 6.18), and in a shorter look that rise is no growth. The samples begin
 * right after one walk and end right before another, which saw `walked` entries: what the count has beyond that came evenly in between.
 */
export function collectedCounts(samples: readonly CountSample[], walked: number): readonly CountSample[] {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.monotonicMs <= first.monotonicMs) return samples;
  const uncollected = Math.max(0, last.count - walked);
  const lengthMs = last.monotonicMs - first.monotonicMs;
  return samples.map((sample) => ({
    ...sample,
    count: Math.max(0, Math.round(sample.count - (uncollected * (sample.monotonicMs - first.monotonicMs)) / lengthMs)),
  }));
}
