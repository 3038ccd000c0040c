import type { Clock } from "./clock.ts";
import { SharedWorks } from "./shared-works.ts";

export interface SharedAnswerOptions<T> {
  /** The signal is aborted when nobody waits any more. */
  readonly find: (signal: AbortSignal) => Promise<T>;
  /** For so long it is given to whoever asks, without being found anew. */
  readonly keepMs: number;
  readonly clock: Clock;
}

/** One answer for all who ask while it is being found, and for a while after: what costs the node something is done once. A failure is kept for nobody. */
export class SharedAnswer<T> {
  private readonly options: SharedAnswerOptions<T>;
  private readonly works = new SharedWorks<T>();
  private kept: { readonly value: T; readonly atMs: number } | undefined;

  constructor(options: SharedAnswerOptions<T>) {
    this.options = options;
  }

  /** Whoever takes the question back stops waiting at once; the others go on. */
  async get(signal: AbortSignal): Promise<T> {
    const { clock, keepMs } = this.options;
    signal.throwIfAborted();
    if (this.kept !== undefined && clock.monotonicMs() - this.kept.atMs <= keepMs) return this.kept.value;
    return this.works.run("", { signal }, (call) => this.find(call.signal));
  }

  private async find(signal: AbortSignal): Promise<T> {
    const { find, clock } = this.options;
    const value = await find(signal);
    this.kept = { value, atMs: clock.monotonicMs() };
    return value;
  }
}
