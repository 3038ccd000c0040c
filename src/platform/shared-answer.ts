import type { Clock } from "./clock.ts";

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
  private kept: { readonly value: T; readonly atMs: number } | undefined;
  private underWay: { readonly answer: Promise<T>; readonly stop: AbortController; waiting: number } | undefined;

  constructor(options: SharedAnswerOptions<T>) {
    this.options = options;
  }

  /** Whoever takes the question back stops waiting at once; the others go on. */
  get(signal: AbortSignal): Promise<T> {
    const { clock, keepMs } = this.options;
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.kept !== undefined && clock.monotonicMs() - this.kept.atMs <= keepMs) return Promise.resolve(this.kept.value);
    const underWay = this.underWay ?? this.begin();
    underWay.waiting++;
    return new Promise((resolve, reject) => {
      const leave = () => {
        underWay.waiting--;
        if (underWay.waiting === 0) {
          if (this.underWay === underWay) this.underWay = undefined;
          underWay.stop.abort(signal.reason);
        }
        reject(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      underWay.answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
    });
  }

  private begin() {
    const stop = new AbortController();
    const answer = this.options.find(stop.signal);
    const underWay = { answer, stop, waiting: 0 };
    this.underWay = underWay;
    const ended = () => {
      if (this.underWay === underWay) this.underWay = undefined;
    };
    answer.then((value) => {
      this.kept = { value, atMs: this.options.clock.monotonicMs() };
      ended();
    }, ended);
    return underWay;
  }
}
