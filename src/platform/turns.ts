import { ToolFailure } from "./tool-failure.ts";

/** So many at a time, in the order in which they came; where too many wait, whoever comes then is refused at once instead of piling up. */
export class Turns {
  private readonly atOnce: number;
  private readonly mostWaiting: number;
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(atOnce: number, mostWaiting = Number.POSITIVE_INFINITY) {
    this.atOnce = atOnce;
    this.mostWaiting = mostWaiting;
  }

  get size(): { readonly running: number; readonly waiting: number } {
    return { running: this.running, waiting: this.waiting.length };
  }

  /**
   * Returns what gives the turn back. `onWait` is called where there is none to be had at once. Throws ToolFailure `busy`, and what the signal is aborted with; holds no
   * turn then.
   */
  async take(signal: AbortSignal, onWait: () => void = () => {}): Promise<() => void> {
    signal.throwIfAborted();
    if (this.running < this.atOnce) this.running++;
    else await this.wait(signal, onWait);
    let isGiven = false;
    return () => {
      if (isGiven) return;
      isGiven = true;
      const next = this.waiting.shift();
      // Whoever waited has the turn at once, so that nobody comes in between.
      if (next === undefined) this.running--;
      else next();
    };
  }

  private wait(signal: AbortSignal, onWait: () => void): Promise<void> {
    const { atOnce, mostWaiting, waiting } = this;
    if (waiting.length >= mostWaiting)
      return Promise.reject(new ToolFailure("busy", `${atOnce} calls are under way and ${mostWaiting} wait`));
    onWait();
    return new Promise((resolve, reject) => {
      const start = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        waiting.splice(waiting.indexOf(start), 1);
        reject(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      waiting.push(start);
    });
  }
}
