import type { FlowBatch } from "../../model/flow-batch.ts";
import { scanSlack } from "./flow-row-scanner.ts";
import { FlowXmlScanner } from "./flow-xml-scanner.ts";
import { asciiOf } from "./line-frame-scanner.ts";
import { describeLineProblem, lineProblem } from "./line-problem.ts";
import type { MalformedExamples } from "./malformed-examples.ts";

/**
 * Cuts `conntrack -o xml` into `<flow>` elements, which may span lines, and keeps at most one unfinished element of `maxBytes`.
 * Ends at the newline behind `</conntrack>`; what follows is text again.
 */
export class XmlTableReader {
  /** The line of the text the reader is in, from 1. */
  line = 1;
  hasEnded = false;
  private readonly scanner: FlowXmlScanner;
  private readonly maxBytes: number;
  private readonly malformed: MalformedExamples;
  private readonly onEntry: () => void;
  private pending: Uint8Array = new Uint8Array(0);
  private isClosing = false;
  private isSkippingFlow = false;
  private isSkippingText = false;
  private isInsideLine = false;
  /** Where the next newline and the next `>` are: kept, so that a text without them is searched once and not from each `<`. */
  private nextNewline = -1;
  private nextClose = -1;

  constructor(batch: FlowBatch, maxBytes: number, malformed: MalformedExamples, onEntry: () => void) {
    this.scanner = new FlowXmlScanner(batch);
    this.maxBytes = maxBytes;
    this.malformed = malformed;
    this.onEntry = onEntry;
  }

  get marks(): number {
    return this.scanner.marks;
  }

  get unknownTokens(): number {
    return this.scanner.unknownTokens;
  }

  begin(line: number): void {
    this.line = line;
    this.hasEnded = false;
    this.isClosing = false;
    this.isInsideLine = false;
  }

  /** Returns how far into `bytes` it came: to the end, or to the line behind the table. */
  push(bytes: Uint8Array, from: number): number {
    const carried = this.pending.length;
    const length = carried + bytes.length - from;
    const work = new Uint8Array(length + scanSlack);
    work.set(this.pending);
    work.set(bytes.subarray(from), carried);
    this.scanner.load(work, new DataView(work.buffer));
    this.nextNewline = work.indexOf(newline);
    this.nextClose = -1;
    let at = 0;
    while (at < length && !this.hasEnded) {
      const next = this.step(work, at, length);
      if (next === at) break;
      this.countLines(work, at, next);
      at = next;
    }
    this.pending = this.hasEnded ? new Uint8Array(0) : work.slice(at, length);
    return this.hasEnded ? from + at - carried : bytes.length;
  }

  /** Returns the number of the last line. */
  finish(): number {
    const { pending } = this;
    if (!this.isSkippingFlow && !this.isSkippingText && !isBlank(pending))
      this.malformed.add(this.line, "the text ends inside this element", pending, 0, pending.length);
    this.nextNewline = pending.indexOf(newline);
    this.countLines(pending, 0, pending.length);
    return this.isInsideLine ? this.line : this.line - 1;
  }

  /** One element or piece of text; the same position when more bytes are needed to tell. */
  private step(work: Uint8Array, at: number, length: number): number {
    if (this.isSkippingFlow) return this.skipFlow(work, at, length);
    if (work[at] !== lessThan) return this.takeText(work, at, length);
    if (startsWith(work, at, flowOpen)) {
      const behind = work[at + flowOpen.length];
      if (at + flowOpen.length < length && (behind === space || behind === greaterThan)) return this.takeFlow(work, at, length);
    }
    return this.takeTag(work, at, length);
  }

  private takeFlow(work: Uint8Array, at: number, length: number): number {
    this.isSkippingText = false;
    const limit = Math.min(length, at + this.maxBytes);
    const { end, isClosed } = findFlowEdge(work, at + flowOpen.length, limit);
    if (end < 0) {
      if (limit === length && length - at < this.maxBytes) return at;
      this.malformed.add(this.line, `element longer than ${this.maxBytes} bytes`, work, at, limit);
      this.isSkippingFlow = true;
      return at + flowOpen.length;
    }
    if (!isClosed) {
      this.malformed.add(this.line, "the element is not closed before the next begins", work, at, end);
      return end;
    }
    this.scanner.position = at;
    const problem = this.scanner.scanFlow(end);
    if (problem === lineProblem.none) this.onEntry();
    else this.malformed.add(this.line, describeLineProblem(problem), work, at, end);
    return end;
  }

  private skipFlow(work: Uint8Array, at: number, length: number): number {
    const { end } = findFlowEdge(work, at, length);
    if (end < 0) return Math.max(at, length - flowClose.length);
    this.isSkippingFlow = false;
    return end;
  }

  private takeTag(work: Uint8Array, at: number, length: number): number {
    if (this.nextClose < at) {
      const found = work.indexOf(greaterThan, at);
      this.nextClose = found < 0 ? length + this.maxBytes : found;
    }
    const close = this.nextClose < length ? this.nextClose : -1;
    if (close < 0 || close - at >= this.maxBytes) {
      if (close < 0 && length - at < this.maxBytes) return at;
      if (!this.isSkippingText) this.malformed.add(this.line, `element longer than ${this.maxBytes} bytes`, work, at, at + this.maxBytes);
      this.isSkippingText = true;
      return at + 1;
    }
    this.isSkippingText = false;
    if (startsWith(work, at, tableClose)) this.isClosing = true;
    else if (startsWith(work, at, tableOpen) || startsWith(work, at, declaration)) this.isClosing = false;
    else this.malformed.add(this.line, "an element that is not a flow", work, at, close + 1);
    return close + 1;
  }

  /** Text between elements: nothing, or what an event has behind its element (` [USERSPACE] portid=…`). */
  private takeText(work: Uint8Array, at: number, length: number): number {
    let end = at;
    while (end < length && isBlankByte(work[end]!)) end++;
    if (end > at) return end;
    if (work[at] === newline) {
      this.isSkippingText = false;
      if (this.isClosing) this.hasEnded = true;
      return at + 1;
    }
    const limit = Math.min(length, at + this.maxBytes);
    while (end < limit && work[end] !== lessThan && work[end] !== newline) end++;
    if (this.isSkippingText) return end;
    if (end === length && end - at < this.maxBytes) return at;
    if (!isOrigin(work, at)) this.malformed.add(this.line, "text between the elements", work, at, end);
    this.isSkippingText = end === at + this.maxBytes;
    return end;
  }

  private countLines(work: Uint8Array, from: number, to: number): void {
    if (to === from) return;
    while (this.nextNewline >= 0 && this.nextNewline < to) {
      this.line++;
      this.nextNewline = work.indexOf(newline, this.nextNewline + 1);
    }
    this.isInsideLine = work[to - 1] !== newline;
  }
}

/** The end of `</flow>`, or the start of another `<flow`, whichever comes first; `w` is the rarest letter of both. */
function findFlowEdge(work: Uint8Array, from: number, limit: number): { readonly end: number; readonly isClosed: boolean } {
  for (let at = work.indexOf(letterW, from); at >= 0 && at + 1 < limit; at = work.indexOf(letterW, at + 1)) {
    const behind = work[at + 1];
    if (behind === greaterThan && at - from >= 5 && startsWith(work, at - 5, flowClose)) return { end: at + 2, isClosed: true };
    if ((behind === greaterThan || behind === space) && at - from >= 4 && startsWith(work, at - 4, flowOpen))
      return { end: at - 4, isClosed: false };
  }
  return { end: -1, isClosed: false };
}

function startsWith(work: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let index = 0; index < text.length; index++) if (work[at + index] !== text[index]) return false;
  return true;
}

function isBlankByte(byte: number): boolean {
  return byte === space || byte === 9 || byte === 13;
}

function isBlank(work: Uint8Array): boolean {
  return work.every((byte) => isBlankByte(byte) || byte === newline);
}

/** Who caused an event stands behind its element: ` [USERSPACE] portid=6785`. */
function isOrigin(work: Uint8Array, at: number): boolean {
  return startsWith(work, at, origin);
}

const newline = 10;
const space = 32;
const lessThan = 60;
const greaterThan = 62;
const letterW = 119;

const flowOpen = asciiOf("<flow");
const flowClose = asciiOf("</flow>");
const tableOpen = asciiOf("<conntrack");
const tableClose = asciiOf("</conntrack");
const declaration = asciiOf("<?xml");
const origin = asciiOf("[USERSPACE]");
