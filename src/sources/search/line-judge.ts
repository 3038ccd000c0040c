import { decodeLogLine } from "../../wire/kernel-log/log-line.ts";
import { logLineTime } from "../../wire/kernel-log/log-line-time.ts";
import type { LineWindow, SearchQuestion } from "./search-job.ts";

export interface JudgedLine {
  readonly text: string;
  readonly isCut: boolean;
  /** Characters of the text before the match. */
  readonly foundAt: number;
  readonly atMs?: number;
}

/** Says of single lines whether they are wanted. */
export class LineJudge {
  /** Finds lines that may be wanted in a whole text; without it every line is judged. */
  readonly finder: RegExp | undefined;
  readonly #expression: RegExp;
  readonly #window: LineWindow | undefined;
  outside = 0;
  tooHard = 0;

  constructor({ source, flags, finder, window }: SearchQuestion) {
    this.#expression = new RegExp(source, flags);
    this.finder = finder === undefined ? undefined : new RegExp(finder, `g${flags}`);
    this.#window = window;
  }

  /** Of a piece `head` is the beginning of its line, where the time stands. */
  judge(line: string, head = line): JudgedLine | undefined {
    const at = this.#find(line);
    if (at < 0) return undefined;
    const atMs = this.#timeOf(head);
    if (this.#window !== undefined && atMs !== undefined && (atMs < this.#window.startMs || atMs > this.#window.endMs)) {
      this.outside++;
      return undefined;
    }
    const time = atMs === undefined ? {} : { atMs };
    if (line.length <= longestText) return { text: line, isCut: false, foundAt: at, ...time };
    const from = Math.max(0, Math.min(at - longestText / 4, line.length - longestText));
    return { text: line.slice(from, from + longestText), isCut: true, foundAt: at - from, ...time };
  }

  #find(line: string): number {
    try {
      return this.#expression.exec(line)?.index ?? -1;
    } catch (error) {
      // V8 gives up where what it would have to go back to fills its stack.
      if (!(error instanceof RangeError)) throw error;
      this.tooHard++;
      return -1;
    }
  }

  #timeOf(head: string): number | undefined {
    if (this.#window === undefined) return undefined;
    const { context, bootedAtMs } = this.#window;
    const atMs = logLineTime(head, context);
    if (atMs !== undefined || bootedAtMs === undefined) return atMs;
    const { bootSeconds } = decodeLogLine(head.slice(0, 400), context);
    return bootSeconds === undefined ? undefined : bootedAtMs + bootSeconds * 1000;
  }
}

/** Characters of a line that are handed on. */
const longestText = 1_000;
