import { ToolFailure } from "../platform/tool-failure.ts";

/** So many at once, so many waiting, and whoever comes then is refused at once instead of piling up. */
export class CallQueue {
  private readonly maximumRunning: number;
  private readonly maximumWaiting: number;
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(maximumRunning: number, maximumWaiting: number) {
    this.maximumRunning = maximumRunning;
    this.maximumWaiting = maximumWaiting;
  }

  get size(): { readonly running: number; readonly waiting: number } {
    return { running: this.running, waiting: this.waiting.length };
  }

  /** Returns what gives the place back. Throws ToolFailure `busy`, and what the signal was aborted with while it waited. */
  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.running < this.maximumRunning) this.running++;
    else await this.wait(signal);
    let isLeft = false;
    return () => {
      if (isLeft) return;
      isLeft = true;
      const next = this.waiting.shift();
      // Whoever waited has the place at once, so that nobody comes in between.
      if (next === undefined) this.running--;
      else next();
    };
  }

  private wait(signal: AbortSignal): Promise<void> {
    const { maximumRunning, maximumWaiting, waiting } = this;
    if (waiting.length >= maximumWaiting) {
      return Promise.reject(new ToolFailure("busy", `${maximumRunning} calls are under way and ${maximumWaiting} wait`));
    }
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
