/** So many at a time, in the order in which they came. */
export class Turns {
  private free: number;
  private readonly queue: (() => void)[] = [];

  constructor(atOnce: number) {
    this.free = atOnce;
  }

  /** `onWait` is called where there is none to be had at once. Throws what the signal is aborted with, and holds no turn then. */
  async take(signal: AbortSignal, onWait: () => void): Promise<void> {
    signal.throwIfAborted();
    if (this.free > 0) {
      this.free--;
      return;
    }
    onWait();
    await new Promise<void>((resolve, reject) => {
      const go = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        this.queue.splice(this.queue.indexOf(go), 1);
        reject(signal.reason);
      };
      this.queue.push(go);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  giveBack(): void {
    const next = this.queue.shift();
    if (next === undefined) this.free++;
    else next();
  }
}
