import { Worker } from "node:worker_threads";
import { workerEntry } from "../worker-entry.ts";
import { type FoundLine, type SearchedSegment, type SearchNews, type SearchPart, SearchProgress } from "./search-job.ts";

export type PartOutcome =
  | { readonly kind: "done" }
  /** The expression is more than V8 takes. */
  | { readonly kind: "refused"; readonly because: string }
  /** The thread was ended before it had answered. */
  | { readonly kind: "ended"; readonly error?: Error };

export interface SearchListener {
  found(line: FoundLine): void;
  searched(segment: SearchedSegment): void;
}

/** A thread that searches one part after another, and can be ended in the midst of one: V8 asks nobody while it goes back in an expression. */
export class SearchThread {
  readonly progress = new SearchProgress();
  readonly #worker: Worker;
  #answer: ((outcome: PartOutcome) => void) | undefined;
  #running: Promise<PartOutcome> | undefined;
  #listener: SearchListener | undefined;
  #hasEnded = false;

  constructor() {
    this.#worker = new Worker(workerEntry("search-worker", import.meta.url), {
      name: "search",
      workerData: this.progress.memory,
      // What the program itself was started with (--eval, --input-type) is not for a worker that has a file.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 },
    });
    this.#worker.unref();
    this.#worker.on("message", (news: SearchNews) => {
      if (news.kind === "match") this.#listener?.found(news);
      else if (news.kind === "segment") this.#listener?.searched(news);
      else this.#end(news);
    });
    this.#worker.on("error", (error: Error) => this.#end({ kind: "ended", error }));
    this.#worker.on("exit", () => {
      this.#hasEnded = true;
      this.#end({ kind: "ended" });
    });
  }

  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  /** What it is at takes so much longer than ordinary lines do that it may never end. */
  get isHanging(): boolean {
    return this.isBusy && this.progress.segment >= 0 && this.progress.sinceMs > hangingMs;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** One at a time. The program stays until it is answered. */
  search(part: SearchPart, listener: SearchListener): Promise<PartOutcome> {
    if (this.#hasEnded) return Promise.resolve({ kind: "ended" });
    this.#listener = listener;
    this.progress.resume();
    this.#worker.ref();
    this.#running = new Promise((resolve) => {
      this.#answer = resolve;
    });
    this.#worker.postMessage(part);
    return this.#running;
  }

  /** Once nobody waits for what it is at: whether it can be used again, which it shows by ending its part soon. */
  async settle(graceMs: number): Promise<boolean> {
    this.#listener = undefined;
    this.progress.stop();
    if (this.#running !== undefined) {
      const timer = setTimeout(() => void this.terminate(), this.isHanging ? 0 : graceMs);
      await this.#running;
      clearTimeout(timer);
    }
    return !this.#hasEnded;
  }

  /** In 3 ms, whatever it is at. */
  async terminate(): Promise<void> {
    this.#hasEnded = true;
    this.#end({ kind: "ended" });
    await this.#worker.terminate();
  }

  #end(outcome: PartOutcome): void {
    if (outcome.kind === "ended") this.#hasEnded = true;
    this.#running = undefined;
    this.#worker.unref();
    this.#answer?.(outcome);
    this.#answer = undefined;
  }
}

/** A piece of text takes a millisecond, on a busy machine some dozens. */
const hangingMs = 400;
