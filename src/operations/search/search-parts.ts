import type { SearchQuestion } from "../../sources/search/search-job.ts";
import type { SearchThread } from "../../sources/search/search-thread.ts";
import type { SearchThreads } from "../../sources/search/search-threads.ts";
import type { SearchRecord } from "./search-record.ts";

export interface PartsSearch {
  readonly question: SearchQuestion;
  readonly record: SearchRecord;
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
}

/**
 * Has the parts searched one after another by as many threads as are free, the first of which is handed over, until there is enough or the time is over. A thread
 * that hangs in a line is ended, and another goes on behind that range of the file.
 */
export function searchParts(first: SearchThread, threads: SearchThreads, search: PartsSearch): Promise<void> {
  return new Promise((resolve, reject) => new PartsRun(threads, search, resolve, reject).begin(first));
}

/** Where a thread is. */
interface Errand {
  readonly part: number;
  /** Of the first segment of the part that it was given. */
  readonly from: number;
}

class PartsRun {
  readonly #threads: SearchThreads;
  readonly #search: PartsSearch;
  readonly #resolve: () => void;
  readonly #reject: (reason: unknown) => void;
  readonly #running = new Map<SearchThread, Errand | undefined>();
  /** What is left of parts that a thread hung in. */
  readonly #left: Errand[] = [];
  #next = 0;
  #isOver = false;
  readonly #timer: NodeJS.Timeout;
  readonly #watch: NodeJS.Timeout;
  readonly #abort = () => this.#end();

  constructor(threads: SearchThreads, search: PartsSearch, resolve: () => void, reject: (reason: unknown) => void) {
    this.#threads = threads;
    this.#search = search;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = setTimeout(() => this.#endOfTime(), search.deadlineMs);
    this.#watch = setInterval(() => this.#endHanging(), watchEveryMs);
    search.signal.addEventListener("abort", this.#abort, { once: true });
  }

  begin(first: SearchThread): void {
    this.#start(first);
    const second = this.#search.record.parts.length > 1 ? this.#threads.borrowAtOnce() : undefined;
    if (second !== undefined) this.#start(second);
  }

  #start(thread: SearchThread): void {
    this.#running.set(thread, undefined);
    this.#run(thread).catch((error: unknown) => {
      this.#reject(error);
      this.#end();
    });
  }

  async #run(thread: SearchThread): Promise<void> {
    const { record } = this.#search;
    for (let errand = this.#take(); errand !== undefined; errand = this.#take()) {
      this.#running.set(thread, errand);
      const outcome = await this.#searchPart(thread, errand);
      if (this.#isOver) return;
      if (outcome === "ended") this.#recordEnd(thread, errand);
      else record.done(errand.part);
      if (outcome !== "done") break;
    }
    this.#running.delete(thread);
    await this.#threads.giveBack(thread);
    if (this.#isOver) return;
    if (record.hasEnough || record.refusedBecause !== undefined) return this.#end();
    await this.#replace();
    if (this.#running.size === 0) this.#end();
  }

  /** Undefined where there is nothing left to do, or somebody else waits for one of two threads. */
  #take(): Errand | undefined {
    const { record } = this.#search;
    if (this.#isOver || record.hasEnough || (this.#running.size > 1 && this.#threads.isAwaited)) return undefined;
    return this.#left.shift() ?? (this.#next < record.parts.length ? { part: this.#next++, from: 0 } : undefined);
  }

  get #isWorkLeft(): boolean {
    return this.#left.length > 0 || this.#next < this.#search.record.parts.length;
  }

  async #searchPart(thread: SearchThread, { part, from }: Errand): Promise<"done" | "refused" | "ended"> {
    const { question, record } = this.#search;
    const records = (record.parts[part] ?? []).slice(from);
    const outcome = await thread.search(
      { question, segments: records.map(({ segment: { place: _, ...segment } }) => segment) },
      {
        found: (line) => records[line.segment]?.found.push(line),
        searched: (segment) => {
          const of = records[segment.segment];
          if (of !== undefined) of.searched = segment;
        },
      },
    );
    // Anything else that ends a thread is wrong with the program itself.
    if (outcome.kind === "ended" && outcome.error !== undefined && !isOutOfMemory(outcome.error)) throw outcome.error;
    if (outcome.kind === "refused") record.refusedBecause = outcome.because;
    return outcome.kind;
  }

  /** In the midst of a part: what lies behind is left for another thread. */
  #recordEnd(thread: SearchThread, { part, from }: Errand, why: "time" | "failure" = "failure"): void {
    const { record } = this.#search;
    const segments = record.parts[part] ?? [];
    const at = from + Math.max(0, thread.progress.segment);
    const ended = segments[at];
    if (ended !== undefined) ended.ended ??= why;
    if (at + 1 < segments.length) this.#left.push({ part, from: at + 1 });
    else record.done(part);
  }

  #endHanging(): void {
    for (const thread of this.#running.keys()) {
      if (!thread.isHanging) continue;
      this.#markHang(thread);
      void thread.terminate();
    }
  }

  #markHang(thread: SearchThread): void {
    const errand = this.#running.get(thread);
    if (errand === undefined) return;
    const ended = this.#search.record.parts[errand.part]?.[errand.from + thread.progress.segment];
    if (ended !== undefined) ended.ended = { hungAt: thread.progress.offset };
  }

  async #replace(): Promise<void> {
    if (!this.#isWorkLeft || this.#running.size > 1) return;
    const thread = this.#running.size === 0 ? await this.#threads.borrow(this.#search.signal) : this.#threads.borrowAtOnce();
    if (thread === undefined) return;
    if (this.#isOver) return this.#threads.giveBack(thread);
    this.#start(thread);
  }

  #endOfTime(): void {
    for (const [thread, errand] of this.#running) {
      if (thread.progress.sinceMs > surelyHangingMs) this.#markHang(thread);
      if (errand !== undefined) this.#recordEnd(thread, errand, "time");
    }
    this.#search.record.stoppedBy = "deadline";
    this.#end();
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    clearInterval(this.#watch);
    this.#search.signal.removeEventListener("abort", this.#abort);
    for (const thread of this.#running.keys()) void this.#threads.giveBack(thread);
    this.#running.clear();
    this.#resolve();
  }
}

function isOutOfMemory(error: Error): boolean {
  return "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}

const watchEveryMs = 50;

/** At the end of the time: too long for ordinary lines, though not yet for having been ended. */
const surelyHangingMs = 150;
