import type { EntriesByTimeout, TrafficGroup } from "../../model/table-traffic.ts";
import { type BirthMethod, birthRate } from "./birth-rate.ts";
import type { GroupSum } from "./group-counter.ts";
import { timeoutClasses } from "./timeout-class.ts";

/** What every group is told with. */
export interface GroupTerms {
  /** Entries of the table. */
  readonly total: number;
  /** Undefined where nothing tells of births. */
  readonly births: BirthMethod | undefined;
}

/** Gives the counts of a group their names; a key that came too late for counters of its own has only its entries. */
export function trafficGroup(key: string, entries: number, sum: GroupSum | undefined, { total, births }: GroupTerms): TrafficGroup {
  const share = total === 0 ? 0 : entries / total;
  if (sum === undefined || sum.entries === 0) {
    const none = { byTimeout: {}, youngByTimeout: {}, unreplied: 0, idleOverOneHour: 0 };
    return { key, entries, share, ...none, ...(entries === 0 ? {} : { detailsUnknown: true }) };
  }
  const { oldestIdleSeconds } = sum;
  return {
    ...{ key, entries, share },
    ...(births === undefined ? {} : { births: birthRate(sum, births) }),
    byTimeout: entriesByTimeout(sum.byClass),
    youngByTimeout: entriesByTimeout(sum.youngByClass),
    unreplied: sum.unreplied,
    idleOverOneHour: sum.idleOverOneHour,
    ...(oldestIdleSeconds < 0 ? {} : { oldestIdleSeconds }),
  };
}

/** By the number of the class. */
export function entriesByTimeout(byClass: ArrayLike<number>): EntriesByTimeout {
  return Object.fromEntries(
    timeoutClasses.flatMap((name, own) => {
      const entries = byClass[own] ?? 0;
      return entries === 0 ? [] : [[name, entries] as const];
    }),
  );
}

/** Most entries first, then those that answer most, then by name. */
export function inOrderOfEntries<Group extends Pick<TrafficGroup, "key" | "entries" | "asServer">>(
  groups: readonly Group[],
): readonly Group[] {
  return [...groups].sort(
    (one, other) => other.entries - one.entries || (other.asServer ?? 0) - (one.asServer ?? 0) || (one.key < other.key ? -1 : 1),
  );
}
