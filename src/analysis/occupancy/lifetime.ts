import type { AgeBand } from "../../flows/age-bands.ts";
import type { Band } from "../../model/forecast.ts";
import type { Rate } from "../../model/rate.ts";
import type { Counts } from "../../model/table-composition.ts";
import type { TimeoutClass } from "../../model/table-traffic.ts";
import type { TableTurnover } from "../../model/table-turnover.ts";

/** How long an entry stays on average, by Little's law turned round: entries by births a second. Undefined where nothing begins. */
export function meanLifetime(entries: number, { perSecond, plusMinus }: Pick<Rate, "perSecond" | "plusMinus">): Band | undefined {
  if (perSecond <= 0) return undefined;
  const doubt = 1.96 * Math.sqrt(Math.max(1, entries));
  const slowest = perSecond - plusMinus;
  return {
    estimate: entries / perSecond,
    low: Math.max(0, entries - doubt) / (perSecond + plusMinus),
    high: slowest > 0 ? (entries + doubt) / slowest : Number.POSITIVE_INFINITY,
  };
}

/**
 * How much longer an entry of a class stays on average, from two walks of the table: the part of them that went between the walks is what goes in any such time.
 * Holds also while the table grows. Infinity where none went: nobody knows how long they stay. Undefined where there were none.
 */
export function lifetimeFromTurnover(
  { overSeconds, earlierByTimeout, goneByTimeout }: TableTurnover,
  timeout: TimeoutClass,
): Band | undefined {
  const earlier = earlierByTimeout[timeout] ?? 0;
  const gone = Math.min(earlier, goneByTimeout[timeout] ?? 0);
  if (earlier === 0 || overSeconds <= 0) return undefined;
  const share = gone / earlier;
  // Of a share of so many 95 % lie within two of its standard deviations; of none at all, up to three in so many (the rule of three).
  const doubt = gone === 0 ? 3 / earlier : 1.96 * Math.sqrt((share * (1 - share)) / earlier);
  const stay = (part: number) => (part <= 0 ? Number.POSITIVE_INFINITY : part >= 1 ? 0 : overSeconds / -Math.log(1 - part));
  return { estimate: stay(share), low: stay(Math.min(1, share + doubt)), high: stay(share - doubt) };
}

/** How many of those that begin are still there after so many seconds, 0 to 1. */
export interface Survival {
  readonly seconds: number;
  readonly share: number;
}

export interface LifetimeDistribution {
  readonly survival: readonly Survival[];
  /** When half of them are gone; missing where more than half outlive the last band. */
  readonly medianSeconds?: number;
}

/** Fewer entries in the first band tell nothing about what begins. */
const leastInFirst = 20;

/**
 * Lifetimes from the ages at one moment. Where as many begin as end, the number of entries of an age, by the width of its band, is the rate of births times the
 * share of those that grow that old; so each band beside the first tells a survival. Undefined with too few in the first band.
 */
export function lifetimesFromAges(counts: Counts, bands: readonly AgeBand[]): LifetimeDistribution | undefined {
  const densities = bands.flatMap(({ name, belowSeconds }, index) => {
    const fromSeconds = bands[index - 1]?.belowSeconds ?? 0;
    return Number.isFinite(belowSeconds) ? [{ fromSeconds, density: (counts[name] ?? 0) / (belowSeconds - fromSeconds) }] : [];
  });
  const first = densities[0];
  if (first === undefined || (counts[bands[0]?.name ?? ""] ?? 0) < leastInFirst) return undefined;
  let share = 1;
  const survival = densities.map(({ fromSeconds, density }) => {
    // Nobody who is gone comes back: where an older band is denser, chance or a change of the rate made it so.
    share = Math.min(share, density / first.density);
    return { seconds: fromSeconds, share };
  });
  const medianSeconds = halfGoneAt(survival);
  return { survival, ...(medianSeconds === undefined ? {} : { medianSeconds }) };
}

function halfGoneAt(survival: readonly Survival[]): number | undefined {
  const at = survival.findIndex(({ share }) => share <= 0.5);
  const after = survival[at];
  const before = survival[at - 1];
  if (after === undefined || before === undefined) return undefined;
  return before.seconds + ((before.share - 0.5) / (before.share - after.share)) * (after.seconds - before.seconds);
}
