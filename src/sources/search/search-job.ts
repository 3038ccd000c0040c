import type { LogLineContext } from "../../wire/kernel-log/log-line.ts";

/** What every part of one search shares. */
export interface SearchQuestion {
  readonly source: string;
  readonly flags: string;
  /** Every line that is wanted has a match of it. */
  readonly finder?: string;
  readonly asksForStart: boolean;
  readonly asksForEnd: boolean;
  /** Of one part of the search. */
  readonly maxMatches: number;
  /** Lines that tell a time outside of it are left out. */
  readonly window?: LineWindow;
}

export interface LineWindow {
  readonly startMs: number;
  readonly endMs: number;
  readonly context: LogLineContext;
  /** What seconds since boot are added to. */
  readonly bootedAtMs?: number;
}

/** The lines that begin within a range of one file. */
export interface SearchSegment {
  readonly diskPath: string;
  /** Of the file within the ordinary one. */
  readonly start: number;
  readonly bytes: number;
  /** Within the file. */
  readonly from: number;
  readonly to: number;
}

export interface SearchPart {
  readonly question: SearchQuestion;
  readonly segments: readonly SearchSegment[];
}

/** What a searching thread says, one after another: the lines it found in a segment, that it is through with it, and last that it is through with the part. */
export type SearchNews =
  | ({ readonly kind: "match" } & FoundLine)
  | ({ readonly kind: "segment" } & SearchedSegment)
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly because: string };

export interface FoundLine {
  /** Which segment of the part. */
  readonly segment: number;
  /** Of the line within the file. */
  readonly offset: number;
  /** Of the segment's own. */
  readonly linesBefore: number;
  /** Bytes of the line without its end; undefined of a line that is longer than is read at once. */
  readonly bytes?: number;
  /** Of a long line the part around the match. */
  readonly text: string;
  readonly isCut: boolean;
  /** Characters of `text` before the match; where exactly it begins the weakened expression does not tell. */
  readonly foundAt: number;
  readonly atMs?: number;
}

export interface SearchedSegment {
  /** Which segment of the part. */
  readonly segment: number;
  /** How many begin in the segment. */
  readonly lines: number;
  /** It was not read to its end: enough was found, or the search was stopped. */
  readonly isPartial: boolean;
  /** Lines that matched and tell a time outside of the window. */
  readonly outside: number;
  /** Lines that were judged by pieces. */
  readonly longLines: number;
  /** Lines that the expression asks too much of: V8's stack ended. */
  readonly tooHard: number;
  readonly problem?: "binary" | "missing" | "unreadable";
}

/**
 * Memory that the thread writes and whoever waits for it reads while it searches: a thread that hangs in an expression answers nothing.
 */
export class SearchProgress {
  readonly memory: SharedArrayBuffer;
  readonly #numbers: Int32Array<SharedArrayBuffer>;
  readonly #times: Float64Array<SharedArrayBuffer>;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(32)) {
    this.memory = memory;
    this.#numbers = new Int32Array(memory, 0, 2);
    this.#times = new Float64Array(memory, 8, 2);
  }

  /** Before each piece of text: one that takes long is one that the expression hangs in. */
  begin(segment: number, offset: number): void {
    this.#times[0] = sharedMonotonicMs();
    this.#times[1] = offset;
    Atomics.store(this.#numbers, 0, segment);
  }

  get segment(): number {
    return Atomics.load(this.#numbers, 0);
  }

  get sinceMs(): number {
    return sharedMonotonicMs() - (this.#times[0] ?? 0);
  }

  get offset(): number {
    return this.#times[1] ?? 0;
  }

  /** Nobody waits for the rest. */
  stop(): void {
    Atomics.store(this.#numbers, 1, 1);
  }

  resume(): void {
    this.begin(-1, 0);
    Atomics.store(this.#numbers, 1, 0);
  }

  get isStopped(): boolean {
    return Atomics.load(this.#numbers, 1) === 1;
  }
}

/** The same clock in every thread, unlike `performance.now`. */
function sharedMonotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
