import { Turns } from "../../platform/turns.ts";

export interface WorkBounds {
  readonly maxConcurrent: number;
  /** How many may wait beside them; whoever comes then is told `busy`. */
  readonly maxWaiting?: number;
}

/** So much at once, each until its signal is aborted, whether or not the work looks at it. */
export class BoundedWork {
  private readonly turns: Turns;

  constructor({ maxConcurrent, maxWaiting = Math.max(64, maxConcurrent * 8) }: WorkBounds) {
    this.turns = new Turns(maxConcurrent, maxWaiting);
  }

  get load(): { readonly running: number; readonly waiting: number } {
    return this.turns.size;
  }

  async inTurn<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const giveBack = await this.turns.take(signal);
    const running = work();
    // The place is free when the work has ended, and not before: what nobody waits for takes as much as what somebody does.
    void settled(running, signal).then(giveBack);
    return raced(running, signal);
  }
}

/** What does not look at its signal holds its place for so long and no longer. */
const graceMs = 5_000;

/** What does not look at its signal is left behind when nobody waits for it any longer. */
function raced<T>(running: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    running.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

async function settled(running: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const ended = running.then(
    () => {},
    () => {},
  );
  const late = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    timer = setTimeout(late.resolve, graceMs).unref();
  };
  signal.addEventListener("abort", wait, { once: true });
  await Promise.race([ended, late.promise]);
  signal.removeEventListener("abort", wait);
  clearTimeout(timer);
}
