import type { WalkPace } from "../../analysis/watching/walk-pace.ts";
import type { Clock } from "../../platform/clock.ts";
import { WalkRefused } from "../agent-parts.ts";

/** Walks that somebody asks for: all who ask while one is under way share it, and the pace says when there may be another. */
export class WalkRequests {
  private readonly pace: WalkPace;
  private readonly clock: Clock;
  private underWay: PromiseWithResolvers<void> | undefined;
  private wanted = Promise.withResolvers<void>();
  private isWanted = false;
  private nextEnd = Promise.withResolvers<void>();
  private waiting = 0;
  private isClosed = false;

  constructor(pace: WalkPace, clock: Clock) {
    this.pace = pace;
    this.clock = clock;
  }

  /** For the work that walks: ends its pause. */
  readonly hurry = (): Promise<void> => this.wanted.promise;

  /** To be told of every walk; one that is cut off has ended, whatever becomes of it. */
  async during(signal: AbortSignal, walk: () => Promise<void>): Promise<void> {
    const own = this.nextEnd;
    this.underWay = own;
    if (this.isWanted) this.wanted = Promise.withResolvers();
    this.isWanted = false;
    const end = () => {
      if (this.underWay !== own) return;
      this.underWay = undefined;
      this.nextEnd = Promise.withResolvers();
      own.resolve();
    };
    signal.addEventListener("abort", end, { once: true });
    try {
      await walk();
    } finally {
      signal.removeEventListener("abort", end);
      end();
    }
  }

  /** Resolves when a walk has ended that was under way or began since. Throws WalkRefused, and what the signal was aborted with. */
  async next(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.isClosed) throw new WalkRefused("the agent is ending", retryWhenBusySeconds);
    if (this.waiting >= mostWaiting) throw new WalkRefused(`${mostWaiting} wait for a walk of the table already`, retryWhenBusySeconds);
    if (this.underWay === undefined && !this.isWanted) {
      const seconds = this.pace.secondsUntilAllowed(this.clock.monotonicMs());
      if (seconds > 0) throw new WalkRefused("the table was walked too lately for what a walk of it costs", Math.ceil(seconds));
      this.isWanted = true;
      this.wanted.resolve();
    }
    const aborted = Promise.withResolvers<never>();
    const abort = () => aborted.reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    this.waiting++;
    try {
      await Promise.race([this.nextEnd.promise, aborted.promise]);
    } finally {
      this.waiting--;
      signal.removeEventListener("abort", abort);
    }
  }

  /** Whoever waits is let go. */
  close(): void {
    this.isClosed = true;
    this.nextEnd.resolve();
  }
}

const mostWaiting = 32;
const retryWhenBusySeconds = 5;
