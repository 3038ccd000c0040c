import { SearchThread } from "./search-thread.ts";

export interface SearchThreadsOptions {
  readonly threads?: number;
  /** Searches that wait for a thread; one more is refused. */
  readonly maxWaiting?: number;
}

/**
 * A few threads for all searches, started when they are first needed and kept for the next. They do not keep the program from ending. One that was ended in the
 * midst of an expression is replaced when it is next needed.
 */
export class SearchThreads {
  readonly #maximum: number;
  readonly #maxWaiting: number;
  readonly #idle: SearchThread[] = [];
  readonly #waiting: Waiting[] = [];
  #lent = 0;
  #isClosed = false;

  constructor({ threads = 2, maxWaiting = 32 }: SearchThreadsOptions = {}) {
    this.#maximum = threads;
    this.#maxWaiting = maxWaiting;
  }

  /** Undefined where too many wait, or one waited too long. Throws what the signal is aborted with. */
  async borrow(signal: AbortSignal): Promise<SearchThread | undefined> {
    signal.throwIfAborted();
    const thread = this.borrowAtOnce();
    if (thread !== undefined) return thread;
    if (this.#waiting.length >= this.#maxWaiting || this.#isClosed) return undefined;
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
        const place = this.#waiting.indexOf(waiting);
        if (place >= 0) this.#waiting.splice(place, 1);
      };
      const waiting: Waiting = {
        take: (lent) => {
          leave();
          resolve(lent);
        },
      };
      const abort = () => {
        leave();
        reject(signal.reason);
      };
      const timer = setTimeout(() => waiting.take(undefined), longestWaitMs);
      signal.addEventListener("abort", abort, { once: true });
      this.#waiting.push(waiting);
    });
  }

  /** Only where one has nothing to do and nobody waits for it. */
  borrowAtOnce(): SearchThread | undefined {
    if (this.#isClosed || this.#waiting.length > 0 || this.#lent >= this.#maximum) return undefined;
    this.#lent++;
    return this.#living();
  }

  get isAwaited(): boolean {
    return this.#waiting.length > 0;
  }

  /** What the thread is at is of no interest any more. */
  async giveBack(thread: SearchThread): Promise<void> {
    const isUsable = await thread.settle(graceMs);
    if (isUsable && !this.#isClosed) this.#idle.push(thread);
    else void thread.terminate();
    const next = this.#isClosed ? undefined : this.#waiting[0];
    if (next === undefined) this.#lent--;
    else next.take(this.#living());
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const waiting of [...this.#waiting]) waiting.take(undefined);
    await Promise.all(this.#idle.splice(0).map((thread) => thread.terminate()));
  }

  /** How many are lent, at rest, and waited for. */
  get counts(): { readonly lent: number; readonly idle: number; readonly waiting: number } {
    return { lent: this.#lent, idle: this.#idle.length, waiting: this.#waiting.length };
  }

  #living(): SearchThread {
    for (let thread = this.#idle.pop(); thread !== undefined; thread = this.#idle.pop()) if (!thread.hasEnded) return thread;
    return new SearchThread();
  }
}

interface Waiting {
  readonly take: (thread: SearchThread | undefined) => void;
}

const longestWaitMs = 5_000;
/** A piece of text is searched in a fraction of it, unless the expression hangs. */
const graceMs = 50;
