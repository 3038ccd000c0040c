import { createFlowBatch, type FlowBatch } from "../../model/flow-batch.ts";
import { FlowLineScanner, lineIgnored, lineIsXml } from "./flow-line-scanner.ts";
import { scanSlack } from "./flow-row-scanner.ts";
import { describeCutLine, describeLineProblem, lineProblem } from "./line-problem.ts";
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
  private lines = 0;
  private entries = 0;
  private ignored = 0;

  constructor(options: TextTableOptions) {
    this.onBatch = options.onBatch;
    this.maxLineBytes = options.maxLineBytes ?? defaultMaxLineBytes;
    this.batch = createFlowBatch(options.batchCapacity ?? defaultBatchCapacity);
    this.scanner = new FlowLineScanner(this.batch);
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
      else if (at < safeEnd && this.carryLength === 0) at = this.scanInPlace(bytes, view, at, safeEnd);
      else at = this.pushToCarry(bytes, at);
    }
  }

  finish(): TextTableSummary {
    if (this.isInXml) this.lines += this.xml.finish(this.lines + 1);
    else if (this.carryLength > 0) this.scanLastLine();
    if (this.batch.length > 0) this.flush();
    const marks = this.scanner.marks | this.xml.marks;
    return {
      format: describeTextFormat(marks, this.entries),
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
    const { scanner, batch, maxLineBytes } = this;
    const { capacity } = batch;
    scanner.load(bytes, view);
    let at = from;
    let lines = 0;
    let entries = 0;
    while (at < end) {
      scanner.position = at;
      const outcome = scanner.scanLine();
      if (outcome === lineProblem.none && scanner.position - at <= maxLineBytes) {
        lines++;
        entries++;
        at = scanner.position + 1;
        if (batch.length === capacity) this.flush();
        continue;
      }
      this.lines += lines;
      this.entries += entries;
      lines = 0;
      entries = 0;
      if (outcome === lineIsXml) {
        this.isInXml = true;
        return at;
      }
      const newlineAt = bytes.indexOf(newline, at);
      if (outcome === lineProblem.none) batch.length--;
      this.countLine(outcome, bytes, at, newlineAt);
      at = newlineAt + 1;
    }
    this.lines += lines;
    this.entries += entries;
    return at;
  }

  /** Everything that is not a taken entry. */
  private countLine(outcome: number, bytes: Uint8Array, start: number, end: number): void {
    this.lines++;
    if (end - start > this.maxLineBytes) this.malformed.add(this.lines, `line longer than ${this.maxLineBytes} bytes`, bytes, start, end);
    else if (outcome === lineIgnored) this.ignored++;
    else this.malformed.add(this.lines, describeLineProblem(outcome), bytes, start, end);
  }

  private pushToCarry(bytes: Uint8Array, from: number): number {
    const newlineAt = bytes.indexOf(newline, from);
    const end = newlineAt < 0 ? bytes.length : newlineAt;
    this.keep(bytes, from, end);
    if (newlineAt < 0) return end;
    if (this.scanCarry() === lineIsXml) {
      this.isInXml = true;
      const line = this.carry.slice(0, this.carryLength);
      this.carryLength = 0;
      this.pushXml(line, 0);
      return newlineAt;
    }
    this.carryLength = 0;
    this.overflow = 0;
    return newlineAt + 1;
  }

  private keep(bytes: Uint8Array, from: number, end: number): void {
    const room = this.maxLineBytes - this.carryLength;
    const taken = Math.min(end - from, room);
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

  private scanCarry(): number {
    const { carry, carryLength, scanner, batch } = this;
    if (this.overflow > 0) {
      this.lines++;
      this.malformed.add(this.lines, `line longer than ${this.maxLineBytes} bytes`, carry, 0, carryLength);
      return lineProblem.start;
    }
    carry[carryLength] = newline;
    scanner.load(carry, this.carryView);
    scanner.position = 0;
    const outcome = scanner.scanLine();
    if (outcome === lineIsXml) return outcome;
    if (outcome === lineProblem.none) {
      this.lines++;
      this.entries++;
      if (batch.length === batch.capacity) this.flush();
    } else this.countLine(outcome, carry, 0, carryLength);
    return outcome;
  }

  /** A last line without newline may be whole, or the file may have been cut inside it. */
  private scanLastLine(): void {
    const { carry, carryLength, scanner, batch } = this;
    if (this.overflow > 0) {
      this.scanCarry();
      return;
    }
    carry[carryLength] = newline;
    scanner.load(carry, this.carryView);
    scanner.position = 0;
    const outcome = scanner.scanLine();
    if (outcome === lineIsXml) {
      this.xml.push(carry.subarray(0, carryLength), 0, 1);
      this.lines += this.xml.finish(this.lines + 1);
      return;
    }
    this.lines++;
    if (outcome === lineIgnored) this.ignored++;
    else if (outcome === lineProblem.none && scanner.reachedItsEnd) this.entries++;
    else {
      if (outcome === lineProblem.none) batch.length--;
      this.malformed.add(this.lines, describeCutLine(outcome), carry, 0, carryLength);
    }
  }

  private pushXml(bytes: Uint8Array, from: number): number {
    const end = this.xml.push(bytes, from, this.lines + 1);
    this.lines += this.xml.takeLines();
    if (this.xml.hasEnded) this.isInXml = false;
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

const newline = 10;
