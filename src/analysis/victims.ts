import type { PodNetwork } from "../model/node-snapshot.ts";
import type { SufferingId, Victim } from "../model/victim.ts";
import { increaseOfU64 } from "./counter-increase.ts";
import { sufferings } from "./sufferings.ts";

export interface VictimThresholds {
  /** A namespace is a victim of something that happened so often within the window … */
  readonly minimumIncrease: number;
  /** … and so often a second. */
  readonly minimumPerSecond: number;
}

/**
 * One connection that nobody answers is tried again once a second at first (tcp_syn_linear_timeouts since Linux 6.5; measured on 6.18: 20 connections made 80
 * retransmits in 4.5 s) and after 1, 3, 7 s before that. Five within a window of two seconds are of several connections.
 */
export const victimThresholds = { minimumIncrease: 5, minimumPerSecond: 1 } as const satisfies VictimThresholds;

export interface Victims {
  /** Who suffers most comes first. */
  readonly victims: readonly Victim[];
  /** Namespaces that were in both samples. */
  readonly compared: number;
  /** Began or ended within the window, so that nothing of them can be compared. */
  readonly appeared: number;
  readonly vanished: number;
}

/** Who tries again and again, by the counters of each network namespace in two samples. */
export function findVictims(
  earlier: readonly PodNetwork[],
  now: readonly PodNetwork[],
  windowSeconds: number,
  thresholds: VictimThresholds = victimThresholds,
): Victims {
  const before = new Map(earlier.map((network) => [identityOf(network), network]));
  const pairs = now.flatMap((network) => {
    const first = before.get(identityOf(network));
    return first === undefined ? [] : [[first, network] as const];
  });
  const victims = windowSeconds <= 0 ? [] : pairs.flatMap(([first, second]) => victimOf(first, second, windowSeconds, thresholds) ?? []);
  return {
    victims: victims.toSorted((one, other) => other.perSecond - one.perSecond || nameOrder(one, other)),
    compared: pairs.length,
    appeared: now.length - pairs.length,
    vanished: earlier.length - pairs.length,
  };
}

/** Where the number of the namespace is not known, the process in it is all that there is. */
function identityOf({ inode, pid }: PodNetwork): string {
  return inode === undefined ? `process ${pid}` : `netns ${inode}`;
}

interface Rise {
  readonly what: SufferingId;
  readonly increase: number;
  readonly perSecond: number;
}

function victimOf(first: PodNetwork, second: PodNetwork, windowSeconds: number, thresholds: VictimThresholds): Victim | undefined {
  const rises = sufferings
    .flatMap(({ id, count }): readonly Rise[] => {
      const [before, after] = [count(first.counters), count(second.counters)];
      if (before === undefined || after === undefined) return [];
      // Nobody sets them back: a lower figure is of another namespace that was given the number of one that ended, and counts since it began.
      const { increase } = increaseOfU64(before, after);
      return [{ what: id, increase, perSecond: increase / windowSeconds }];
    })
    .filter(({ increase, perSecond }) => increase >= thresholds.minimumIncrease && perSecond >= thresholds.minimumPerSecond)
    .toSorted((one, other) => rankOf(one) - rankOf(other) || other.perSecond - one.perSecond);
  const [most, ...also] = rises;
  if (most === undefined) return undefined;
  const { name, namespace, isOwn } = second;
  return { name, ...(namespace === undefined ? {} : { namespace }), isOwn, ...most, also };
}

/** What a full table does is told before what has other reasons more often, however often that happens. */
function rankOf({ what }: Rise): number {
  return what === "syn-retransmits" || what === "unsent" ? 0 : 1;
}

function nameOrder(one: Victim, other: Victim): number {
  return `${one.namespace}/${one.name}` < `${other.namespace}/${other.name}` ? -1 : 1;
}
