import type { CountSample } from "./count-series.ts";

/** A table as a curve, seen at regular times through the noise that independent connections make. */
export interface SeriesShape {
  readonly entriesAt: (seconds: number) => number;
  readonly samples: number;
  readonly everySeconds: number;
  readonly max?: number;
  readonly seed?: number;
}

/** The same numbers for the same seed on every machine. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Poisson for the counts of a table: a normal of the same mean and variance. */
function noisyCount(mean: number, random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(random() + Number.MIN_VALUE)) * Math.cos(2 * Math.PI * random());
  return Math.max(0, Math.round(mean + normal * Math.sqrt(Math.max(0, mean))));
}

export function seriesOf({ entriesAt, samples, everySeconds, max = 262_144, seed = 1 }: SeriesShape): readonly CountSample[] {
  const random = randomNumbers(seed);
  return Array.from({ length: samples }, (_, index) => {
    const seconds = index * everySeconds;
    return { monotonicMs: seconds * 1000, count: Math.min(max, noisyCount(entriesAt(seconds), random)), max };
  });
}
