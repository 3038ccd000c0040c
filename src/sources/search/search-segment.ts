import { readSync } from "node:fs";
import { looksBinary } from "../../wire/saved-text/looks-binary.ts";
import { countLineEnds } from "./count-line-ends.ts";
import { type JudgedLine, LineJudge } from "./line-judge.ts";
import type { FoundLine, SearchedSegment, SearchProgress, SearchQuestion, SearchSegment } from "./search-job.ts";

/** The text of so much is a string that V8 still keeps with the young, which costs a third of a larger one: 45 ms over 200 MB and not 135. */
const bufferBytes = 112 * 1024;
/** Of a line that the buffer does not hold. They overlap by the longest match that is sure to be found in it. */
const pieceBytes = 64 * 1024;
const overlapBytes = 4 * 1024;
/** By which a file is known for no text, whichever range of it is searched. */
const headBytes = 64 * 1024;

const lineEnd = 10;

/** Searches ranges of files, one at a time, in one buffer. */
export class SegmentSearch {
  readonly #buffer = Buffer.allocUnsafeSlow(bufferBytes);
  readonly #judge: LineJudge;
  readonly #question: SearchQuestion;
  readonly #progress: SearchProgress;
  readonly #onMatch: (found: FoundLine) => void;
  #found = 0;

  constructor(question: SearchQuestion, progress: SearchProgress, onMatch: (found: FoundLine) => void) {
    this.#question = question;
    this.#judge = new LineJudge(question);
    this.#progress = progress;
    this.#onMatch = onMatch;
  }

  /** `file` is its number of open files. */
  search(file: number, place: SearchSegment, segment: number): SearchedSegment {
    const { outside, tooHard } = this.#judge;
    const lines = new SegmentLines(file, place, this.#buffer);
    const nothing = { segment, lines: 0, isPartial: false, outside: 0, longLines: 0, tooHard: 0 };
    if (lines.isBinary()) return { ...nothing, problem: "binary" };
    let longLines = 0;
    let begun = 0;
    let at = lines.first();
    while (at < place.to && !this.isOver) {
      this.#progress.begin(segment, at);
      const bytes = lines.read(at);
      if (bytes === "none") break;
      if (bytes === "too-long") {
        longLines++;
        at = this.#searchLongLine(lines, at, begun, segment);
        begun++;
        continue;
      }
      this.#searchText(at, bytes, begun, segment);
      begun += countLineEnds(this.#buffer, bytes);
      at += bytes;
    }
    return {
      segment,
      lines: begun,
      isPartial: at < place.to || this.isOver,
      outside: this.#judge.outside - outside,
      tooHard: this.#judge.tooHard - tooHard,
      longLines,
    };
  }

  /** Enough was found, or nobody waits for more. */
  get isOver(): boolean {
    return this.#found >= this.#question.maxMatches || this.#progress.isStopped;
  }

  /** What the buffer holds: whole lines. */
  #searchText(offset: number, bytes: number, linesBefore: number, segment: number): void {
    const text = this.#buffer.toString("utf8", 0, bytes);
    const { finder } = this.#judge;
    // Where the place that was last found is, in characters, bytes and lines.
    const last = { character: 0, byte: 0, lines: 0 };
    let from = 0;
    if (finder !== undefined) finder.lastIndex = 0;
    while (from < text.length) {
      let start = from;
      if (finder !== undefined) {
        finder.lastIndex = from;
        const found = finder.exec(text);
        if (found === null) return;
        start = found.index === 0 ? 0 : text.lastIndexOf("\n", found.index - 1) + 1;
      }
      const next = text.indexOf("\n", Math.max(start, finder?.lastIndex ?? 0));
      const end = next < 0 ? text.length : next;
      const judged = this.#judge.judge(text.substring(start, text.charCodeAt(end - 1) === carriageReturn && end > start ? end - 1 : end));
      if (judged !== undefined) {
        while (last.character < start) {
          last.character = text.indexOf("\n", last.character) + 1;
          last.byte = this.#buffer.indexOf(lineEnd, last.byte) + 1;
          last.lines++;
        }
        const behind = this.#buffer.indexOf(lineEnd, last.byte);
        const lineBytes = (behind < 0 || behind > bytes ? bytes : behind) - last.byte;
        this.#tell(judged, { segment, offset: offset + last.byte, linesBefore: linesBefore + last.lines, bytes: lineBytes });
        if (this.isOver) return;
      }
      from = end + 1;
    }
  }

  /** Of a line that the buffer does not hold, piece by piece. Says where the next one begins. */
  #searchLongLine(lines: SegmentLines, offset: number, linesBefore: number, segment: number): number {
    const { asksForStart, asksForEnd } = this.#question;
    let head: string | undefined;
    let isFound = false;
    for (let at = offset; ; at += pieceBytes - overlapBytes) {
      this.#progress.begin(segment, at);
      const piece = lines.readPiece(at, pieceBytes);
      const text = this.#buffer.toString("utf8", 0, piece.bytes);
      head ??= text.slice(0, 400);
      const isJudged = (!asksForStart || at === offset) && (!asksForEnd || piece.isLast) && !isFound;
      if (isJudged && this.#mayMatch(text)) {
        const judged = this.#judge.judge(text, head);
        if (judged !== undefined) this.#tell({ ...judged, isCut: true }, { segment, offset, linesBefore });
        isFound = judged !== undefined;
      }
      // Its end is a byte that the next one does not begin with.
      if (piece.isLast) return at + piece.bytes + 1;
      if (this.#progress.isStopped) return at + piece.bytes;
    }
  }

  #mayMatch(text: string): boolean {
    const { finder } = this.#judge;
    if (finder === undefined) return true;
    finder.lastIndex = 0;
    return finder.test(text);
  }

  #tell(judged: JudgedLine, where: Pick<FoundLine, "segment" | "offset" | "linesBefore" | "bytes">): void {
    this.#found++;
    // A part of a large string would keep the whole of it; what is posted is copied.
    this.#onMatch({ ...where, ...judged });
  }
}

const carriageReturn = 13;

/** Reads the lines of one range into the buffer. */
class SegmentLines {
  readonly #file: number;
  readonly #place: SearchSegment;
  readonly #buffer: Buffer;

  constructor(file: number, place: SearchSegment, buffer: Buffer) {
    this.#file = file;
    this.#place = place;
    this.#buffer = buffer;
  }

  isBinary(): boolean {
    return looksBinary(this.#buffer.subarray(0, this.#read(0, headBytes)));
  }

  /** Where the first line begins that begins in the range, or the end of the range. */
  first(): number {
    const { from, to } = this.#place;
    if (from === 0) return 0;
    for (let at = from - 1; at < to - 1; at += bufferBytes) {
      const bytes = this.#read(at, Math.min(bufferBytes, to - 1 - at));
      if (bytes === 0) break;
      const found = this.#buffer.subarray(0, bytes).indexOf(lineEnd);
      if (found >= 0) return at + found + 1;
    }
    return to;
  }

  /** How many bytes of whole lines that begin in the range are in the buffer. */
  read(at: number): number | "too-long" | "none" {
    const bytes = this.#read(at, bufferBytes);
    if (bytes === 0) return "none";
    const last = this.#place.to - 1 - at;
    // The first line that begins behind the range, and with it the end of what is wanted.
    if (last < bytes) {
      const behind = this.#buffer.subarray(0, bytes).indexOf(lineEnd, Math.max(0, last));
      if (behind >= 0) return behind + 1;
    }
    if (at + bytes >= this.#place.bytes || bytes < bufferBytes) return bytes;
    return this.#buffer.lastIndexOf(lineEnd, bytes - 1) + 1 || "too-long";
  }

  readPiece(at: number, length: number): { readonly bytes: number; readonly isLast: boolean } {
    const bytes = this.#read(at, length);
    const end = this.#buffer.subarray(0, bytes).indexOf(lineEnd);
    if (end >= 0) return { bytes: end, isLast: true };
    return { bytes, isLast: bytes < length || at + bytes >= this.#place.bytes };
  }

  #read(at: number, length: number): number {
    const { start, bytes } = this.#place;
    return readSync(this.#file, this.#buffer, 0, Math.max(0, Math.min(length, this.#buffer.length, bytes - at)), start + at);
  }
}
