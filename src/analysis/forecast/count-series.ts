/** The table at one moment, as the forecast needs it; every `TableSample` is one once its evictions are picked out. */
export interface CountSample {
  /** A clock that never jumps. Wall-clock times do not come in here: a step of that clock would be a step of the trend. */
  readonly monotonicMs: number;
  readonly count: number;
  /** 0 means unlimited. */
  readonly max: number;
  /** Entries evicted early since the sample before. */
  readonly earlyDrops?: number;
}

/** One point of the curve: `entries` counts those that the kernel evicted to stay below its limit as if they were still there. */
export interface CurvePoint {
  readonly seconds: number;
  readonly entries: number;
}

/**
 * The samples in the order of their time, each time once (the last to arrive holds), without what is no number. A sample that arrives late is put where it
 * belongs: samplers that share a machine with an incident are delayed.
 */
export function orderedSamples(samples: readonly CountSample[]): readonly CountSample[] {
  const usable = samples.filter(
    ({ monotonicMs, count, max }) => Number.isFinite(monotonicMs) && Number.isFinite(count) && count >= 0 && Number.isFinite(max),
  );
  const ordered = usable.toSorted((left, right) => left.monotonicMs - right.monotonicMs);
  return ordered.filter((sample, index) => ordered[index + 1]?.monotonicMs !== sample.monotonicMs);
}

/** The curve of ordered samples. At the limit the count is flat while entries are evicted for others; what was evicted is growth all the same. */
export function curveOf(samples: readonly CountSample[]): readonly CurvePoint[] {
  const startMs = samples[0]?.monotonicMs ?? 0;
  let evicted = 0;
  return samples.map(({ monotonicMs, count, earlyDrops = 0 }, index) => {
    // What was evicted before the first sample is no growth since.
    if (index > 0) evicted += Math.max(0, earlyDrops);
    return { seconds: (monotonicMs - startMs) / 1000, entries: count + evicted };
  });
}

/**
 * At most so many points, each the middle one (by its height) of those in a slice of equal length, so that the work of a forecast is bounded however long the
 * table was watched. The newest point always stays.
 */
export function thinnedOut(points: readonly CurvePoint[], atMost: number): readonly CurvePoint[] {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length <= atMost) return points;
  const sliceSeconds = (last.seconds - first.seconds) / (atMost - 1);
  const slices = Map.groupBy(points.slice(0, -1), ({ seconds }) =>
    Math.min(atMost - 2, Math.floor((seconds - first.seconds) / sliceSeconds)),
  );
  const middles = [...slices.values()].map((slice) => slice.toSorted((a, b) => a.entries - b.entries)[slice.length >> 1]!);
  return [...middles.toSorted((a, b) => a.seconds - b.seconds), last];
}
