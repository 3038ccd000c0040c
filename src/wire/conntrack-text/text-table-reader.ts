import { createFlowBatch, type FlowBatch } from "../../model/flow-batch.ts";
import { FlowLineScanner } from "./flow-line-scanner.ts";
import { scanSlack } from "./flow-row-scanner.ts";
import { asciiOf, lineIgnored } from "./line-frame-scanner.ts";
import { describeCutLine, describeLineProblem, lineProblem } from "./line-problem.ts";
import { toolRemark } from "./line-tokens.ts";
import { MalformedExamples } from "./malformed-examples.ts";
import { describeTextFormat } from "./text-format.ts";
import type { TextTableSummary } from "./text-table-summary.ts";
import { XmlTableReader } from "./xml-table-reader.ts";

export type { TextTableSummary } from "./text-table-summary.ts";

export interface TextTableReader {
  /** Feed the next bytes of the text; complete lines are parsed into the batch; `onBatch` is called when it is full. A line may be cut anywhere between two pushes. */
  push(chunk: Uint8Array): void;
  /** The end: parses a last line without newline, flushes the batch. */
  finish(): TextTableSummary;
}

export interface TextTableOptions {
  readonly onBatch: (batch: FlowBatch) => void;
  readonly batchCapacity?: number;
  readonly maxLineBytes?: number;
}

/** Reads a saved table in any of the formats that conntrack and /proc have, in memory that does not depend on the size of the text. */
export function createTextTableReader(options: TextTableOptions): TextTableReader {
  return new StreamingTextTableReader(options);
}

const defaultBatchCapacity = 1024;
const defaultMaxLineBytes = 64 * 1024;

class StreamingTextTableReader implements TextTableReader {
  private readonly batch: FlowBatch;
  private readonly onBatch: (batch: FlowBatch) => void;
  private readonly maxLineBytes: number;
  private readonly scanner: FlowLineScanner;
  private readonly malformed = new MalformedExamples();
  private readonly xml: XmlTableReader;
  private isInXml = false;
  /** A line cut by the end of a push, and every line too near to that end to look ahead in. */
  private carry: Uint8Array;
  private carryView: DataView;
  private carryLength = 0;
  /** Bytes of a line that are over the limit and were not kept. */
  private overflow = 0;
  /** Bytes at the start of the carry that stood before a remark of the tool, on the line before. */
  private headBeforeRemark = 0;
  private lines = 0;
  private entries = 0;
  private ignored = 0;

  constructor(options: TextTableOptions) {
    this.onBatch = options.onBatch;
    this.maxLineBytes = options.maxLineBytes ?? defaultMaxLineBytes;
    this.batch = createFlowBatch(options.batchCapacity ?? defaultBatchCapacity);
    this.scanner = new FlowLineScanner(this.batch, this.maxLineBytes);
    this.carry = new Uint8Array(Math.min(4096, this.maxLineBytes + 1) + scanSlack);
    this.carryView = new DataView(this.carry.buffer);
    this.xml = new XmlTableReader(this.batch, this.maxLineBytes, this.malformed, () => this.entryAdded());
  }

  push(chunk: Uint8Array): void {
    // A Buffer is a subclass with a hidden class of its own; one class keeps the scanner's reads monomorphic.
    const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const safeEnd = bytes.length > scanSlack ? bytes.lastIndexOf(newline, bytes.length - scanSlack - 1) + 1 : 0;
    let at = 0;
    while (at < bytes.length) {
      if (this.isInXml) at = this.pushXml(bytes, at);
      else if (this.carryLength === 0 && this.overflow === 0 && bytes[at] === lessThan) this.beginXml();
      else if (this.carryLength === 0 && this.overflow === 0 && at < safeEnd) at = this.scanInPlace(bytes, view, at, safeEnd);
      else at = this.pushToCarry(bytes, at);
    }
  }

  finish(): TextTableSummary {
    if (this.isInXml) this.lines = this.xml.finish();
    else if (this.carryLength > 0) this.scanLastLine();
    if (this.batch.length > 0) this.flush();
    return {
      format: describeTextFormat(this.scanner.marks | this.xml.marks, this.entries),
      lines: this.lines,
      entries: this.entries,
      ignored: this.ignored,
      malformedCount: this.malformed.count,
      malformed: this.malformed.examples,
      unknownTokens: this.scanner.unknownTokens + this.xml.unknownTokens,
    };
  }

  /** Whole lines straight out of the chunk; returns where it stopped: at the end, or where XML begins. */
  private scanInPlace(bytes: Uint8Array, view: DataView, from: number, end: number): number {
    const { scanner, batch } = this;
    const { capacity } = batch;
    scanner.load(bytes, view);
    let at = from;
    while (at < end) {
      scanner.position = at;
      const outcome = scanner.scanLine();
      if (outcome === lineProblem.none) {
        this.lines++;
        this.entries++;
        at = scanner.position + 1;
        if (batch.length === capacity) this.flush();
      } else {
        if (bytes[at] === lessThan) return at;
        const newlineAt = bytes.indexOf(newline, at);
        this.countOther(outcome, bytes, at, newlineAt);
        at = newlineAt + 1;
        if (this.carryLength > 0) return at;
      }
    }
    return at;
  }

  /** A line that is not an entry. */
  private countOther(outcome: number, bytes: Uint8Array, start: number, end: number): void {
    this.lines++;
    if (end - start > this.maxLineBytes) this.malformed.add(this.lines, this.tooLong(), bytes, start, start + this.maxLineBytes);
    else if (outcome === lineIgnored) this.ignored++;
    else if (!this.setRemarkAside(bytes, start, end)) this.malformed.add(this.lines, describeLineProblem(outcome), bytes, start, end);
  }

  /** Takes the tool's remark out of the middle of an entry: the beginning is kept, and the next line is the rest. */
  private setRemarkAside(bytes: Uint8Array, start: number, end: number): boolean {
    const remark = findToolRemark(bytes, start, end);
    if (remark <= start) return false;
    this.ignored++;
    this.overflow = 0;
    const head = bytes.slice(start, remark);
    this.carryLength = 0;
    this.keep(head, 0, head.length);
    this.headBeforeRemark = head.length;
    return true;
  }

  private pushToCarry(bytes: Uint8Array, from: number): number {
    const newlineAt = bytes.indexOf(newline, from);
    const end = newlineAt < 0 ? bytes.length : newlineAt;
    this.keep(bytes, from, end);
    if (newlineAt < 0) return end;
    this.dropHeadThatDoesNotFit();
    this.takeCarry();
    if (this.headBeforeRemark === 0) this.carryLength = 0;
    this.overflow = 0;
    return newlineAt + 1;
  }

  /** Where the beginning before a remark and the next line make no entry together, the remark's line is malformed and the next stands alone. */
  private dropHeadThatDoesNotFit(): void {
    const head = this.headBeforeRemark;
    this.headBeforeRemark = 0;
    if (head === 0 || this.overflow > 0) return;
    const outcome = this.scanCarry();
    if (outcome === lineProblem.none) {
      this.batch.length--;
      return;
    }
    this.ignored--;
    this.malformed.add(this.lines, describeLineProblem(lineProblem.remarkInside), this.carry, 0, head);
    this.carry.copyWithin(0, head, this.carryLength);
    this.carryLength -= head;
  }

  private keep(bytes: Uint8Array, from: number, end: number): void {
    const taken = Math.min(end - from, this.maxLineBytes - this.carryLength);
    this.overflow += end - from - taken;
    const needed = this.carryLength + taken + 1 + scanSlack;
    if (needed > this.carry.length) {
      const larger = new Uint8Array(Math.max(needed, Math.min(this.carry.length * 2, this.maxLineBytes + 1 + scanSlack)));
      larger.set(this.carry.subarray(0, this.carryLength));
      this.carry = larger;
      this.carryView = new DataView(larger.buffer);
    }
    this.carry.set(bytes.subarray(from, from + taken), this.carryLength);
    this.carryLength += taken;
  }

  private takeCarry(): void {
    const { carry, carryLength } = this;
    if (this.overflow > 0) this.countOverflow();
    else {
      const outcome = this.scanCarry();
      if (outcome === lineProblem.none) {
        this.lines++;
        this.entryAdded();
      } else this.countOther(outcome, carry, 0, carryLength);
    }
  }

  private scanCarry(): number {
    const { carry, scanner } = this;
    carry[this.carryLength] = newline;
    scanner.load(carry, this.carryView);
    scanner.position = 0;
    return scanner.scanLine();
  }

  private countOverflow(): void {
    this.lines++;
    this.malformed.add(this.lines, this.tooLong(), this.carry, 0, this.carryLength);
  }

  private tooLong(): string {
    return `line longer than ${this.maxLineBytes} bytes`;
  }

  /** A last line without newline may be whole, or the file may have been cut inside it. */
  private scanLastLine(): void {
    if (this.overflow > 0) {
      this.countOverflow();
      return;
    }
    // Nothing came behind the remark: the line that was counted as one is the cut entry.
    if (this.headBeforeRemark === this.carryLength) this.ignored--;
    else {
      this.dropHeadThatDoesNotFit();
      this.lines++;
    }
    const outcome = this.scanCarry();
    if (outcome === lineIgnored) this.ignored++;
    else if (outcome === lineProblem.none && this.scanner.reachedItsEnd) this.entries++;
    else {
      if (outcome === lineProblem.none) this.batch.length--;
      this.malformed.add(this.lines, describeCutLine(outcome), this.carry, 0, this.carryLength);
    }
  }

  private beginXml(): void {
    this.isInXml = true;
    this.xml.begin(this.lines + 1);
  }

  private pushXml(bytes: Uint8Array, from: number): number {
    const end = this.xml.push(bytes, from);
    if (this.xml.hasEnded) {
      this.isInXml = false;
      this.lines = this.xml.line - 1;
    }
    return end;
  }

  private entryAdded(): void {
    this.entries++;
    if (this.batch.length === this.batch.capacity) this.flush();
  }

  private flush(): void {
    this.onBatch(this.batch);
    this.batch.length = 0;
  }
}

/** Where a remark of the tool begins in a line that it ends, or -1. */
function findToolRemark(bytes: Uint8Array, start: number, end: number): number {
  const lineEnd = bytes[end - 1] === carriageReturn ? end - 1 : end;
  if (!holds(bytes, lineEnd - remarkEnd.length, remarkEnd)) return -1;
  for (let at = Math.max(start, lineEnd - longestRemark); at < lineEnd; at++) if (holds(bytes, at, remarkStart)) return at;
  return -1;
}

function holds(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text[index]) return false;
  return true;
}

const longestRemark = 120;
const remarkStart = asciiOf(toolRemark.start);
const remarkEnd = asciiOf(toolRemark.end);

const carriageReturn = 13;
const newline = 10;
const lessThan = 60;
