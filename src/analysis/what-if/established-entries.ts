import { idleAgeBands } from "../../flows/age-bands.ts";
import type { Counts } from "../../model/table-composition.ts";

/** How ESTABLISHED connections lie idle, and the timeout at which they are forgotten today. */
export interface IdleConnections {
  /** By `idleAgeBands`; `unknown` for those whose countdown does not tell. */
  readonly byIdleAge: Counts;
  readonly timeoutSeconds: number;
}

const hour = 3600;

/**
 * The part of the ESTABLISHED entries that another timeout would add (above 1) or forget (below 1), 1 where it changes nothing. A shorter one forgets those that
 * are idle for longer; a longer one keeps those that reach today's timeout, which are as many a second as the oldest ages hold for each second of their width.
 * Undefined where the ages are not known. Of one workload only the part that is idle for over an hour is known; on either side of the hour its ages are taken to
 * be spread as those of all.
 */
export function keptByTimeout(idle: IdleConnections, seconds: number, partOverOneHour?: number): number | undefined {
  const { timeoutSeconds } = idle;
  const byIdleAge = partOverOneHour === undefined ? idle.byIdleAge : spreadAsAll(idle.byIdleAge, partOverOneHour);
  const bands = idleAgeBands.flatMap(({ name, belowSeconds }, index) => {
    const from = idleAgeBands[index - 1]?.belowSeconds ?? 0;
    return from >= timeoutSeconds ? [] : [{ from, upTo: Math.min(belowSeconds, timeoutSeconds), entries: byIdleAge[name] ?? 0 }];
  });
  const known = bands.reduce((sum, { entries }) => sum + entries, 0);
  if (known === 0) return undefined;
  if (seconds <= timeoutSeconds) {
    const kept = bands.reduce((sum, { from, upTo, entries }) => {
      const part = Math.min(1, Math.max(0, (seconds - from) / (upTo - from)));
      return sum + entries * part;
    }, 0);
    return kept / known;
  }
  const oldest = bands.findLast(({ entries }) => entries > 0)!;
  // Where nobody comes near today's timeout, nobody is forgotten by it.
  const expiring = oldest.upTo === timeoutSeconds ? oldest.entries / (oldest.upTo - oldest.from) : 0;
  return (known + expiring * (seconds - timeoutSeconds)) / known;
}

function spreadAsAll(byIdleAge: Counts, partOverOneHour: number): Counts {
  const isOver = (index: number) => (idleAgeBands[index - 1]?.belowSeconds ?? 0) >= hour;
  const sumOf = (over: boolean) =>
    idleAgeBands.reduce((sum, { name }, index) => sum + (isOver(index) === over ? (byIdleAge[name] ?? 0) : 0), 0);
  const [over, under] = [sumOf(true), sumOf(false)];
  return Object.fromEntries(
    idleAgeBands.map(({ name }, index) => {
      const [part, of] = isOver(index) ? [partOverOneHour, over] : [1 - partOverOneHour, under];
      return [name, of === 0 ? 0 : ((byIdleAge[name] ?? 0) * part) / of];
    }),
  );
}
