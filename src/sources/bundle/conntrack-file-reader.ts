import type { FlowBatch } from "../../model/flow-batch.ts";
import { type CpuRow, parseConntrackStatsLine } from "../../wire/conntrack-stats-text/parse-conntrack-stats.ts";
import { createTextTableReader, type TextTableReader } from "../../wire/conntrack-text/text-table-reader.ts";
import type { BundleFacts } from "./bundle-facts.ts";
import type { MemberReader } from "./member-reader.ts";

export interface ConntrackFileOptions {
  readonly path: string;
  readonly facts: BundleFacts;
  /** Undefined where the entries are not the node's table, or are not wanted. */
  readonly onBatch?: (batch: FlowBatch) => void;
  /** How many tables this file is known to hold: of several, only the last is the node's newest. Undefined in a first reading. */
  readonly knownRuns?: number;
}

/**
 * A file that holds counters (`conntrack -S`), a table, or both behind the headers of eks-log-collector, which appends: a second run writes behind the
 * first, and its counters and its table must not be added to the older ones. The table is streamed, megabytes at a time.
 */
export function createConntrackFileReader({ path, facts, onBatch, knownRuns }: ConntrackFileOptions): MemberReader {
  const rows: CpuRow[] = [];
  const timesMs: number[] = [];
  let isInTable = false;
  let table: TextTableReader | undefined;
  let runs = 0;
  let held: Uint8Array = new Uint8Array(0);
  let isSkippingLine = false;

  function beginTable(): void {
    isInTable = true;
    runs++;
    const isWanted = knownRuns === undefined ? runs === 1 : runs === knownRuns;
    if (isWanted && onBatch !== undefined) table = createTextTableReader({ onBatch });
  }

  function endTable(): void {
    isInTable = false;
    if (table !== undefined) facts.tables.push({ path, summary: table.finish() });
    table = undefined;
  }

  /** Counters and headers line by line; returns where a table begins, or the end. */
  function takeLines(bytes: Uint8Array, from: number): number {
    let at = from;
    while (at < bytes.length) {
      if (bytes[at] === lessThan) {
        beginTable();
        return at;
      }
      const end = bytes.indexOf(newline, at);
      if (end < 0) {
        hold(bytes, at);
        return bytes.length;
      }
      if (isSkippingLine) isSkippingLine = false;
      else {
        const line = decoder.decode(bytes.subarray(at, Math.min(end, at + longestLine))).replace(/\r$/, "");
        const row = parseConntrackStatsLine(line);
        const time = sampleTime.exec(line)?.[1];
        if (time !== undefined && timesMs.length < mostRows) timesMs.push(Date.parse(time));
        if (row !== undefined && rows.length < mostRows) rows.push(row);
        else if (/^\*\*\* Output of conntrack -L/.test(line)) {
          beginTable();
          return end + 1;
        } else if (row === undefined && tableLine.test(line)) {
          beginTable();
          return at;
        }
      }
      at = end + 1;
    }
    return at;
  }

  /** A line that goes on in the next chunk; one that never ends is no line of these tools. */
  function hold(bytes: Uint8Array, from: number): void {
    if (isSkippingLine) return;
    if (bytes.length - from > longestLine) isSkippingLine = true;
    else held = bytes.slice(from);
  }

  /** Everything up to the next header goes to the table; returns where the header is, or the end. */
  function takeTable(bytes: Uint8Array, from: number): number {
    const marker = findMarker(bytes, from);
    if (marker >= 0) {
      table?.push(bytes.subarray(from, marker));
      endTable();
      return marker;
    }
    const lastLine = bytes.lastIndexOf(newline) + 1;
    const mayBeMarker = lastLine >= from && bytes.length - lastLine < markerBytes.length && bytes[lastLine] === asterisk;
    const end = mayBeMarker ? lastLine : bytes.length;
    if (end > from) table?.push(bytes.subarray(from, end));
    if (mayBeMarker) held = bytes.slice(lastLine);
    return bytes.length;
  }

  function take(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) at = isInTable ? takeTable(bytes, at) : takeLines(bytes, at);
  }

  return {
    push(chunk) {
      if (held.length === 0) {
        take(chunk);
        return;
      }
      const joined = new Uint8Array(held.length + chunk.length);
      joined.set(held);
      joined.set(chunk, held.length);
      held = new Uint8Array(0);
      take(joined);
    },
    async finish() {
      if (held.length > 0) {
        const last = new Uint8Array(held.length + 1);
        last.set(held);
        last[held.length] = newline;
        if (isInTable) table?.push(held);
        else take(last);
      }
      if (isInTable) endTable();
      if (rows.length > 0) facts.counterRows.push({ value: rows, path, timesMs });
      if (runs > 0) facts.tableRuns.set(path, runs);
      return rows.length > 0 || (runs > 0 && onBatch !== undefined);
    },
  };
}

function findMarker(bytes: Uint8Array, from: number): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = buffer.indexOf(markerBytes, from); at >= 0; at = buffer.indexOf(markerBytes, at + 1)) {
    if (at === 0 || buffer[at - 1] === newline) return at;
  }
  return -1;
}

const markerBytes = Buffer.from("*** Output of conntrack -", "latin1");
const tableLine = / src=\S+ dst=\S/;
/** Our own collector writes the time of each sample before it. */
const sampleTime = /^# (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)$/;
const longestLine = 65_536;
/** Sixteen runs on a machine with 4,096 CPUs. */
const mostRows = 65_536;
const newline = 0x0a;
const asterisk = 0x2a;
const lessThan = 0x3c;
const decoder = new TextDecoder();
