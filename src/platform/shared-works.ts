/** What whoever waits for a work is told, and ends his own waiting with. */
export interface WorkCall {
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, total: number | undefined, message: string) => void;
}

interface Work<T> {
  readonly result: Promise<T>;
  readonly end: AbortController;
  readonly waiting: Set<WorkCall>;
}

/** Works that several callers want at once are done once. A caller who goes away breaks no other's; when the last one has gone, the work is ended. */
export class SharedWorks<T> {
  readonly #works = new Set<Work<T>>();
  readonly #joinable = new Map<string, Work<T>>();

  /** `begin` may call `seal`: who comes after that begins a work of his own, since this one may not see what he wants seen. */
  async run(key: string, call: WorkCall, begin: (call: Required<WorkCall>, seal: () => void) => Promise<T>): Promise<T> {
    call.signal.throwIfAborted();
    const work = this.#joinable.get(key) ?? this.#begin(key, begin);
    const ownCall = { ...call };
    work.waiting.add(ownCall);
    let stopListening = () => {};
    const aborted = new Promise<never>((_, reject) => {
      const onAbort = () => reject(call.signal.reason);
      call.signal.addEventListener("abort", onAbort, { once: true });
      stopListening = () => call.signal.removeEventListener("abort", onAbort);
    });
    try {
      return await Promise.race([work.result, aborted]);
    } finally {
      stopListening();
      work.waiting.delete(ownCall);
      if (work.waiting.size === 0 && this.#works.has(work)) {
        // Whoever comes next begins anew, rather than hear that somebody else gave up.
        this.#seal(key, work);
        work.end.abort(call.signal.reason);
      }
    }
  }

  /** Ends all works, and waits until nothing of them is under way. */
  async close(reason: unknown): Promise<void> {
    const works = [...this.#works];
    for (const { end } of works) end.abort(reason);
    await Promise.allSettled(works.map(({ result }) => result));
  }

  #begin(key: string, begin: (call: Required<WorkCall>, seal: () => void) => Promise<T>): Work<T> {
    const end = new AbortController();
    const waiting = new Set<WorkCall>();
    const onProgress: Required<WorkCall>["onProgress"] = (done, total, message) => {
      for (const one of waiting) one.onProgress?.(done, total, message);
    };
    const begun = Promise.withResolvers<T>();
    const work: Work<T> = { result: begun.promise, end, waiting };
    this.#works.add(work);
    this.#joinable.set(key, work);
    const forget = () => {
      this.#works.delete(work);
      this.#seal(key, work);
    };
    // Each caller hears of a failure by itself, and nobody may be left to hear it.
    work.result.then(forget, forget);
    begin({ signal: end.signal, onProgress }, () => this.#seal(key, work)).then(begun.resolve, begun.reject);
    return work;
  }

  #seal(key: string, work: Work<T>): void {
    if (this.#joinable.get(key) === work) this.#joinable.delete(key);
  }
}
