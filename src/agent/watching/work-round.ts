import type { Clock } from "../../platform/clock.ts";
import type { Logger } from "../../platform/logger.ts";
import { repeatWork } from "../works/repeat-work.ts";
import type { WorkLedger } from "../works/work-ledger.ts";

export interface RoundWork {
  readonly work: string;
  /** A function is asked after each run. */
  readonly intervalSeconds: number | (() => number);
  readonly timeoutSeconds: number;
  /** It begins when this is settled; at once without it. */
  readonly after?: Promise<unknown>;
  readonly hurry?: () => Promise<void>;
  readonly run: (signal: AbortSignal) => Promise<void> | void;
}

/** The works of one watcher, each by itself: what one of them waits for holds up no other. */
export class WorkRound {
  private readonly ledger: WorkLedger;
  private readonly clock: Clock;
  private readonly logger: Logger;
  private readonly stop = new AbortController();
  private readonly ends: Promise<void>[] = [];
  private readonly intervals = new Map<string, () => number>();

  constructor(ledger: WorkLedger, clock: Clock, logger: Logger) {
    this.ledger = ledger;
    this.clock = clock;
    this.logger = logger;
  }

  /** Resolves when its first run has ended, however it ended. */
  begin({ work, intervalSeconds, timeoutSeconds, after, hurry, run }: RoundWork): Promise<void> {
    const intervalOf = typeof intervalSeconds === "number" ? () => intervalSeconds : intervalSeconds;
    this.intervals.set(work, intervalOf);
    const record = this.ledger.add(work, intervalOf());
    const { promise: firstEnd, resolve } = Promise.withResolvers<void>();
    const begin = () =>
      repeatWork({
        ...{ record, clock: this.clock, intervalSeconds, timeoutSeconds, logger: this.logger, signal: this.stop.signal },
        ...(hurry === undefined ? {} : { hurry }),
        run: async (signal) => {
          // A run that is cut off has ended as far as anybody who waits is concerned.
          signal.addEventListener("abort", () => resolve(), { once: true });
          try {
            await run(signal);
          } finally {
            resolve();
          }
        },
      });
    this.ends.push(after === undefined ? begin() : after.then(begin, begin));
    return firstEnd;
  }

  /** At this moment; undefined of a work that was not begun. */
  intervalOf(work: string): number | undefined {
    return this.intervals.get(work)?.();
  }

  async close(): Promise<void> {
    this.stop.abort(new Error("the agent is ending"));
    await Promise.all(this.ends);
  }
}
