import type { MetricFamily } from "../../metrics/metric-family.ts";
import type { Clock } from "../../platform/clock.ts";

/** The metrics of one moment. */
export interface CapturedFamilies {
  readonly families: readonly MetricFamily[];
  readonly atMs: number;
}

export interface PushBacklogOptions {
  readonly families: () => readonly MetricFamily[];
  readonly clock: Clock;
  readonly intervalSeconds: number;
}

/**
 * What is to be sent, oldest first: where a receiver cannot be reached, how the node fared meanwhile is kept for it, a state each interval. Beyond the bound the oldest go,
 * since the newest say most about what is.
 */
export class PushBacklog {
  private readonly options: PushBacklogOptions;
  private readonly waiting: CapturedFamilies[] = [];
  private capturedMonotonicMs = Number.NEGATIVE_INFINITY;
  private left = 0;

  constructor(options: PushBacklogOptions) {
    this.options = options;
  }

  get size(): number {
    return this.waiting.length;
  }

  /** Never sent, because there was no room for it or nobody will ever take it. */
  get dropped(): number {
    return this.left;
  }

  /** Does nothing where there is one of this interval already. */
  capture(): void {
    const { families, clock, intervalSeconds } = this.options;
    const nowMs = clock.monotonicMs();
    // Timers are early and late by some of their time.
    if (nowMs - this.capturedMonotonicMs < intervalSeconds * 1000 * 0.8) return;
    this.capturedMonotonicMs = nowMs;
    this.waiting.push({ families: families(), atMs: clock.nowMs() });
    const [oldest] = this.waiting;
    if (oldest !== undefined && this.waiting.length > mostStates) this.drop(oldest);
  }

  oldest(): CapturedFamilies | undefined {
    return this.waiting[0];
  }

  /** It was taken. While it was under way it may have made room for another. */
  remove(captured: CapturedFamilies): void {
    if (this.oldest() === captured) this.waiting.shift();
  }

  /** Nobody will ever take it. */
  drop(captured: CapturedFamilies): void {
    if (this.oldest() !== captured) return;
    this.waiting.shift();
    this.left++;
  }
}

/** A quarter of an hour at the usual interval; some 3 MB where a node has all the series that it may. */
const mostStates = 30;
