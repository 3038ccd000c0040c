import type { EventBirths } from "../../model/event-births.ts";
import { addressOffset, addressWordsPerRow, type FlowBatch } from "../../model/flow-batch.ts";
import { formatAddress } from "../../model/ip-address.ts";
import { workloadText } from "../../model/owner.ts";
import type { Rate } from "../../model/rate.ts";
import type { FlowPredicate } from "../flow-filter.ts";
import { KeyCounter } from "../key-counter.ts";
import { EntryMoments } from "../owners/entry-moments.ts";
import { decideByRow, type OwnerIndex } from "../owners/owner-index.ts";

export interface BirthCounterOptions {
  /** Without it every client is named by its address. */
  readonly owners?: OwnerIndex;
  readonly filter?: FlowPredicate;
  /** By the wall clock, in which names have their times. */
  readonly nowMs: number;
}

/** What happened while births were counted. */
export interface BirthWindow {
  /** By a clock that never jumps. */
  readonly overSeconds: number;
  /** All births that were told, those whose rows were lost included; without it the rows stand for them. */
  readonly told?: number;
  /** Births may have been missed: there was a gap. */
  readonly hasGap: boolean;
  readonly topGroups: number;
}

/** Counts births by whose they are, from events instead of from what a table still holds. */
export class BirthCounter {
  private readonly options: BirthCounterOptions;
  private readonly moments: EntryMoments;
  /** By the number of the owner. */
  private readonly named: Uint32Array;
  private readonly nameless = new KeyCounter(mostNamelessClients);
  private counted = 0;

  constructor(options: BirthCounterOptions) {
    this.options = options;
    // A birth is of the moment it is told in, whatever its countdown says.
    this.moments = new EntryMoments({}, options.nowMs);
    this.named = new Uint32Array((options.owners?.size ?? 0) + 1);
  }

  /** Counts one row that is a birth; false where the filter leaves it out. */
  add(batch: FlowBatch, row: number): boolean {
    const { owners, filter } = this.options;
    if (filter !== undefined && !filter(batch, row)) return false;
    this.counted++;
    const at = row * addressWordsPerRow + addressOffset.originalSource;
    const { addresses } = batch;
    const [word0, word1, word2, word3] = [addresses[at]!, addresses[at + 1]!, addresses[at + 2]!, addresses[at + 3]!];
    const found = owners?.lookUp(word0, word1, word2, word3) ?? 0;
    const owner = found < decideByRow ? found : (owners?.decideClient(batch, row, found - decideByRow, this.moments) ?? 0);
    if (owner === 0) this.nameless.add(word0, word1, word2, word3);
    else this.named[owner]!++;
    return true;
  }

  compose({ overSeconds, told, hasGap, topGroups }: BirthWindow): EventBirths {
    const { owners, filter } = this.options;
    const rateOf = (rows: number): Rate => ({
      perSecond: rows / overSeconds,
      method: "events",
      overSeconds,
      // Each was told: there is no band but what a gap leaves open.
      plusMinus: 0,
      isFloor: hasGap,
    });
    const byWorkload = new Map<string, number>();
    this.named.forEach((rows, number) => {
      const owner = rows === 0 ? undefined : owners?.namedOwner(number)?.owner;
      if (owner === undefined) return;
      const key = workloadText(owner);
      byWorkload.set(key, (byWorkload.get(key) ?? 0) + rows);
    });
    const { items, distinct, exact } = this.nameless.top(topGroups);
    for (const { words, count } of items) byWorkload.set(formatAddress(...words), count);
    const groups = [...byWorkload].sort(([leftKey, left], [rightKey, right]) => right - left || (leftKey < rightKey ? -1 : 1));
    const namedGroups = byWorkload.size - items.length;
    const isCountedWhole = told !== undefined && filter === undefined;
    return {
      births: rateOf(isCountedWhole ? told : this.counted),
      groups: groups.slice(0, topGroups).map(([key, rows]) => ({ key, births: rateOf(rows) })),
      distinct: namedGroups + distinct,
      exact,
    };
  }
}

/** 1.5 MB: more clients than these are those of a scan, or of the world outside. */
const mostNamelessClients = 32_768;
