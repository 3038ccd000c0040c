import type { Clock } from "../../platform/clock.ts";
import { reduceTop, type TopEvent } from "../../report/top/reduce-top.ts";
import { samplingPeriod } from "../../report/top/sampling-period.ts";
import type { EventCount, TopState } from "../../report/top/top-state.ts";
import { viewId } from "../../report/top/top-view.ts";
import { SampleMissing, type TopSource } from "./top-source.ts";

/** Takes samples as the state wants them and tells it about them, until it has ended. Never two at once. */
export class TopSession {
  private readonly source: TopSource;
  private readonly clock: Clock;
  private readonly onChange: (state: TopState, before: TopState) => void;
  private current: TopState;
  /** Aborted when what is being counted is not what is asked for any more. */
  private asking = new AbortController();
  private readonly ending = new AbortController();
  private wake: () => void = () => {};
  private lastSampleMs: number | undefined;

  constructor(source: TopSource, begin: TopState, clock: Clock, onChange: (state: TopState, before: TopState) => void) {
    this.source = source;
    this.current = begin;
    this.clock = clock;
    this.onChange = onChange;
  }

  get state(): TopState {
    return this.current;
  }

  dispatch(event: TopEvent): void {
    const before = this.current;
    this.current = reduceTop(before, event);
    if (this.current === before) return;
    const isOther = this.source.answersViews && viewId(this.current.view) !== viewId(before.view);
    if (isOther || this.current.ended !== undefined) this.asking.abort(askedForOther);
    this.onChange(this.current, before);
    this.wake();
    const { eventCount } = this.current;
    if (eventCount !== undefined && eventCount.counted === undefined && eventCount !== before.eventCount) void this.countBirths(eventCount);
  }

  /** Beside the samples. What nobody expected reaches whoever guards the process. */
  private async countBirths({ view, seconds }: EventCount): Promise<void> {
    const { signal } = this.ending;
    try {
      const counted = await this.source.countBirths?.(view, seconds, signal);
      if (counted === undefined) this.dispatch({ kind: "births-missing", because: "there are none to listen to" });
      else this.dispatch({ kind: "births", counted, view, seconds });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof SampleMissing)) throw error;
      this.dispatch({ kind: "births-missing", because: error.message });
    }
  }

  /** Returns when the state has ended or the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener("abort", () => this.wake(), { once: true });
    const age = setInterval(() => this.tellAge(), 1000);
    try {
      while (!this.isOver(signal)) {
        const startedMs = this.clock.monotonicMs();
        this.asking = new AbortController();
        const hasMore = await this.takeSample(AbortSignal.any([signal, this.asking.signal]));
        if (!hasMore) this.dispatch({ kind: "source", source: { ...this.source.facts, isAtEnd: true } });
        await this.waitForNext(startedMs, hasMore, signal);
      }
    } finally {
      clearInterval(age);
      this.ending.abort();
    }
  }

  private isOver(signal: AbortSignal): boolean {
    return this.current.ended !== undefined || signal.aborted;
  }

  /** False when the source has no more. */
  private async takeSample(signal: AbortSignal): Promise<boolean> {
    try {
      const taken = await this.source.next(this.current.view, signal);
      if (taken === undefined) return false;
      this.lastSampleMs = this.clock.monotonicMs();
      this.dispatch({ kind: "sample", ...taken });
    } catch (error) {
      if (signal.aborted) return true;
      if (!(error instanceof SampleMissing)) throw error;
      this.dispatch({ kind: "failure", because: error.message });
    }
    return true;
  }

  private async waitForNext(startedMs: number, hasMore: boolean, signal: AbortSignal): Promise<void> {
    for (;;) {
      if (this.isOver(signal) || this.asking.signal.aborted) return;
      const { isPaused, intervalSeconds, sampleMs } = this.current;
      const leftMs = startedMs + samplingPeriod(intervalSeconds, sampleMs) * 1000 - this.clock.monotonicMs();
      const isIdle = isPaused || !hasMore;
      if (!isIdle && leftMs <= 0) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.wake = resolve;
      const timer = isIdle ? undefined : setTimeout(resolve, leftMs);
      await promise;
      clearTimeout(timer);
    }
  }

  /** Only once a sample is plainly late: a figure that counts up all the time tells nothing. */
  private tellAge(): void {
    if (this.lastSampleMs === undefined || !this.source.answersViews) return;
    const seconds = (this.clock.monotonicMs() - this.lastSampleMs) / 1000;
    if (seconds > samplingPeriod(this.current.intervalSeconds, this.current.sampleMs) + 1) this.dispatch({ kind: "age", seconds });
  }
}

const askedForOther = new DOMException("something else is asked for", "AbortError");
