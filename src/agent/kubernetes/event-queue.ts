import type { ClusterEvent } from "./cluster-event.ts";

/** An Event that the cluster has or is to get. */
export interface ToldEvent {
  readonly event: ClusterEvent;
  /** How often it was so, the first time among them. */
  count: number;
  lastSeenMs: number;
  /** It was sent, whatever came of it. */
  wasTried: boolean;
  /** The count that is known to the cluster; 0 before the first. */
  toldCount: number;
  toldMonotonicMs: number;
}

/**
 * What is to be told, oldest first. An Event that says what another one said within the last hour counts that one on instead, in a bounded pace: what flaps for a
 * day is two Events. The queue is bounded, and when it is full the oldest is given up: what is so at this moment matters more.
 */
export class EventQueue {
  private readonly known = new Map<string, ToldEvent>();
  private waiting: ToldEvent[] = [];

  /** How many had to be given up for it. */
  add(event: ClusterEvent): number {
    const before = this.known.get(event.identity);
    if (before !== undefined && event.atMs - before.lastSeenMs < sameStoryMs) {
      before.count++;
      before.lastSeenMs = event.atMs;
      return 0;
    }
    const told: ToldEvent = {
      event,
      count: 1,
      lastSeenMs: event.atMs,
      wasTried: false,
      toldCount: 0,
      toldMonotonicMs: Number.NEGATIVE_INFINITY,
    };
    this.known.delete(event.identity);
    this.known.set(event.identity, told);
    this.waiting.push(told);
    let dropped = 0;
    for (; this.waiting.length > maximumWaiting; dropped++) this.forget(this.waiting[0]);
    const [oldest] = this.known.values();
    if (this.known.size > maximumKnown && oldest !== undefined) this.forget(oldest);
    return dropped;
  }

  get size(): number {
    return this.waiting.length;
  }

  /** What is to be sent at this moment, by a clock that never jumps: an Event that the cluster does not have, or else one that went on since it was told. */
  next(nowMs: number): ToldEvent | undefined {
    return this.waiting[0] ?? this.behind().find(({ toldMonotonicMs }) => nowMs - toldMonotonicMs >= countOnEveryMs);
  }

  /** When there will be something to send if nothing is added. */
  nextDueMs(): number {
    if (this.waiting.length > 0) return Number.NEGATIVE_INFINITY;
    return Math.min(...this.behind().map(({ toldMonotonicMs }) => toldMonotonicMs + countOnEveryMs), Number.POSITIVE_INFINITY);
  }

  wasTold(told: ToldEvent, count: number, nowMs: number): void {
    this.waiting = this.waiting.filter((one) => one !== told);
    told.toldCount = count;
    told.toldMonotonicMs = nowMs;
  }

  /** Whatever is said of it next begins anew. */
  forget(told: ToldEvent | undefined): void {
    if (told === undefined) return;
    this.waiting = this.waiting.filter((one) => one !== told);
    if (this.known.get(told.event.identity) === told) this.known.delete(told.event.identity);
  }

  private behind(): readonly ToldEvent[] {
    return [...this.known.values()].filter(({ count, toldCount }) => toldCount > 0 && count > toldCount);
  }
}

/** Each some 1 kB. */
const maximumWaiting = 64;
const maximumKnown = 128;
/** Within this time the API server still has the Event (--event-ttl is an hour). */
const sameStoryMs = 3_000_000;
const countOnEveryMs = 300_000;
