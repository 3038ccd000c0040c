import { decodeLogLine, type LogLine } from "../../wire/kernel-log/log-line.ts";
import { decodedLineTime } from "../../wire/kernel-log/log-line-time.ts";
import type { LogPattern } from "../log-pattern.ts";
import { logPatterns } from "../patterns/index.ts";
import { LiteralSearch } from "./literal-search.ts";

/** One line of a log that a pattern is for. */
export interface LogHit {
  readonly pattern: LogPattern;
  readonly subject?: string;
  /** From 1. */
  readonly line: number;
  /** The line, decoded as UTF-8, at most 4,000 characters. Comes from the node. */
  readonly text: string;
  readonly atMs?: number;
}

export interface LogScannerOptions {
  readonly collectedAtMs: number;
  readonly bootedAtMs?: number;
  /** What the node's local time adds to UTC. */
  readonly localOffsetMinutes?: number;
  readonly onHit: (hit: LogHit) => void;
  readonly patterns?: readonly LogPattern[];
}

/**
 * Finds the lines of a log that the catalogue knows, as its bytes arrive. A line is of the first pattern that fits it, so none is counted twice. Of a line that is
 * longer than any log's the head alone is judged and kept.
 */
export class LogScanner {
  readonly #options: LogScannerOptions;
  readonly #patterns: readonly LogPattern[];
  readonly #search: LiteralSearch;
  readonly #patternsOfWord: readonly (readonly number[])[];
  #lines = 0;
  /** The head of a line whose end has not come. */
  #begun = "";
  #isInLine = false;

  constructor(options: LogScannerOptions) {
    this.#options = options;
    this.#patterns = options.patterns ?? logPatterns;
    const { search, patternsOfWord } = preparedFor(this.#patterns);
    this.#search = search;
    this.#patternsOfWord = patternsOfWord;
  }

  /** Lines that have ended, and behind `finish` the last one too. */
  get lines(): number {
    return this.#lines;
  }

  /** The next piece, cut anywhere, with one character for each byte. */
  push(latin1: string): void {
    let start = 0;
    if (this.#isInLine) {
      const newline = latin1.indexOf("\n");
      this.#keep(latin1, 0, newline < 0 ? latin1.length : newline);
      if (newline < 0) return;
      this.#endLine();
      start = newline + 1;
    }
    const behindLast = latin1.lastIndexOf("\n") + 1;
    if (behindLast > start) this.#scan(latin1, start, behindLast);
    this.#keep(latin1, Math.max(start, behindLast), latin1.length);
  }

  /** Takes a last line without its newline. */
  finish(): void {
    if (this.#isInLine) this.#endLine();
  }

  #keep(text: string, start: number, end: number): void {
    if (start >= end) return;
    this.#isInLine = true;
    const from = this.#begun === "" ? behindZeros(text, start, end) : start;
    const room = longestHead - this.#begun.length;
    if (room > 0) this.#begun += text.slice(from, Math.min(end, from + room));
  }

  #endLine(): void {
    const line = `${this.#begun}\n`;
    this.#begun = "";
    this.#isInLine = false;
    this.#scan(line, 0, line.length);
  }

  /** Whole lines only: `end` is behind a newline. */
  #scan(text: string, start: number, end: number): void {
    const search = this.#search;
    let lineStart = start;
    let lineEnd = text.indexOf("\n", start);
    let at = search.next(text, start, search.firstStop(start), end);
    while (at >= 0) {
      while (lineEnd < at) {
        this.#lines++;
        lineStart = lineEnd + 1;
        lineEnd = text.indexOf("\n", lineStart);
      }
      this.#judge(text, behindZeros(text, lineStart, lineEnd), at, lineEnd);
      at = search.next(text, lineEnd, search.firstStop(lineEnd), end);
    }
    for (; lineEnd >= 0 && lineEnd < end; lineEnd = text.indexOf("\n", lineEnd + 1)) this.#lines++;
  }

  /** A line that has one of the words, the first of them up to `at`. */
  #judge(text: string, start: number, at: number, end: number): void {
    const headEnd = Math.min(end, start + longestHead);
    const wanted = new Set<number>();
    for (let found = at; found >= 0 && found < headEnd; found = this.#search.next(text, start, found + 1, headEnd))
      for (const word of this.#search.found) for (const index of this.#patternsOfWord[word] ?? []) wanted.add(index);
    if (wanted.size === 0) return;
    const line = decodedUtf8(text, start, headEnd).replace(/\r$/, "");
    const decoded = decodeLogLine(line, this.#options);
    const message = decoded.message.slice(0, longestText);
    for (const index of [...wanted].sort((left, right) => left - right)) {
      const pattern = this.#patterns[index];
      if (pattern === undefined || !maySay(decoded, pattern)) continue;
      const match = pattern.line.exec(message);
      if (match === null) continue;
      const subject = match.groups?.["subject"];
      const atMs = decodedLineTime(line, decoded, this.#options);
      this.#options.onHit({
        pattern,
        ...(subject === undefined ? {} : { subject }),
        line: this.#lines + 1,
        text: line.slice(0, longestText),
        ...(atMs === undefined ? {} : { atMs }),
      });
      return;
    }
  }
}

interface Prepared {
  readonly search: LiteralSearch;
  /** By the number of the word: the numbers of the patterns that have it. */
  readonly patternsOfWord: readonly (readonly number[])[];
}

/** A bundle has a scanner for each of its files, all of them with the same patterns. */
const prepared = new WeakMap<readonly LogPattern[], Prepared>();

function preparedFor(patterns: readonly LogPattern[]): Prepared {
  const known = prepared.get(patterns);
  if (known !== undefined) return known;
  const words = [...new Set(patterns.flatMap(({ anyOf }) => anyOf))];
  const patternsOfWord = words.map((word) => patterns.flatMap(({ anyOf }, index) => (anyOf.includes(word) ? [index] : [])));
  const made = { search: new LiteralSearch(words), patternsOfWord };
  prepared.set(patterns, made);
  return made;
}

const longestText = 4000;
/** A line of the journal's JSON is some times as long as its message. */
const longestHead = 16_384;

/** What the kernel alone says is not believed of a program that says or quotes it. */
function maySay(line: LogLine, { speaker, level }: LogPattern): boolean {
  return speaker === undefined || (line.isFromKernel && (level === undefined || line.level === undefined || line.level === level));
}

/** A crash leaves blocks of zero bytes in a log file, in front of the first line written after it. */
function behindZeros(text: string, start: number, end: number): number {
  let from = start;
  while (from < end && text.charCodeAt(from) === 0) from++;
  return from;
}

const decoder = new TextDecoder();
const bytes = new Uint8Array(longestHead);

/** A string of its own: a part of the text would keep the whole piece in memory for as long as the hit is kept. */
function decodedUtf8(latin1: string, start: number, end: number): string {
  for (let at = start; at < end; at++) bytes[at - start] = latin1.charCodeAt(at);
  return decoder.decode(bytes.subarray(0, end - start));
}
