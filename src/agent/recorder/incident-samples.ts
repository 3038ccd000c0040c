import { isoTime } from "../../model/iso-time.ts";
import type { StartRecord } from "../../report/watch-record.ts";
import { lineBytes, type SampleLine } from "./sample-ring.ts";

/**
 * The samples of one incident: from a quarter of an hour before it on as many as are kept, and always those of the last quarter of an hour, which the ring has.
 * What lies between in a long one is left out, and a record in its place says so.
 */
export class IncidentSamples {
  /** As they were written before the agent was started again. */
  readonly written: readonly string[];
  private readonly lines: string[];
  private readonly maximumBytes: number;
  private heldBytes: number;
  private last: SampleLine | undefined;
  private isFull = false;

  constructor(before: readonly SampleLine[], maximumBytes: number, written: readonly string[] = []) {
    this.written = written;
    this.lines = before.map(({ text }) => text);
    this.maximumBytes = maximumBytes;
    this.heldBytes = written.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0);
    this.heldBytes += before.reduce((sum, line) => sum + lineBytes(line), 0);
    this.last = before.at(-1);
  }

  take(line: SampleLine): void {
    this.isFull ||= this.heldBytes + lineBytes(line) > this.maximumBytes;
    if (this.isFull) return;
    this.lines.push(line.text);
    this.heldBytes += lineBytes(line);
    this.last = line;
  }

  /** With those of the ring that came since there was no more room. */
  all(ring: { since(monotonicMs: number): readonly SampleLine[] }): readonly string[] {
    const { last } = this;
    const newer = this.isFull ? ring.since(last?.monotonicMs ?? Number.NEGATIVE_INFINITY) : [];
    const [first] = newer;
    const hasGap = first !== undefined && last !== undefined && first.monotonicMs - last.monotonicMs > gapMs;
    return [...this.lines, ...(hasGap ? [leftOut(last.atMs, first.atMs)] : []), ...newer.map(({ text }) => text)];
  }
}

/** Samples come every few seconds. */
const gapMs = 60_000;

function leftOut(fromMs: number, toMs: number): string {
  const [from, to] = [isoTime(fromMs), isoTime(toMs)];
  const because = "more samples than an incident keeps";
  return JSON.stringify({ type: "gap", at: to, source: "samples", where: "node", from, to, lost: null, because });
}

function timeOfLine(line: string): number {
  const at = /"at":"([^"]{20,30})"/.exec(line.slice(0, 100))?.[1];
  return at === undefined ? 0 : Date.parse(at) || 0;
}

/** What `top --replay` and other readers of `ullage watch` begin with. */
export function startLine(node: string, version: string, atMs: number, lines: readonly string[]): string {
  const times = lines.map(timeOfLine).filter((ms) => ms > 0);
  const [first = 0] = times;
  const seconds = ((times.at(-1) ?? 0) - first) / 1000 / Math.max(times.length - 1, 1);
  const start: StartRecord = {
    type: "start",
    at: isoTime(first || atMs),
    schemaVersion: 1,
    node,
    version,
    intervalSeconds: Math.max(1, Math.round(seconds)),
    walksTable: true,
    checks: [],
    events: null,
    namesFrom: [],
    filter: [],
    remarks: [],
  };
  return JSON.stringify(start);
}
