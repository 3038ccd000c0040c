import { isoTime } from "../model/iso-time.ts";
import type { Clock } from "../platform/clock.ts";
import type { GapRecord, WatchRecord } from "../report/watch-record.ts";
import type { Terminal } from "./command.ts";

/**
 * Lines for a reader that may be slower than the node. What it has not taken yet is bounded: beyond that, records are left out, and the first line after it has
 * caught up says how many.
 */
export class WatchOutput {
  /** Records that were left out, over all. */
  lost = 0;
  /** Gap records that were written. */
  gaps = 0;
  private readonly terminal: Pick<Terminal, "write" | "unwrittenBytes">;
  private readonly lineOf: (record: WatchRecord) => string;
  private readonly clock: Clock;
  private leftOut: { count: number; readonly fromMs: number } | undefined;

  constructor(terminal: Pick<Terminal, "write" | "unwrittenBytes">, lineOf: (record: WatchRecord) => string, clock: Clock) {
    this.terminal = terminal;
    this.lineOf = lineOf;
    this.clock = clock;
  }

  /** Whether a record would be left out; who asks spares itself the making of it. */
  get isFull(): boolean {
    // Once full, the reader is given time to catch up: else every second record would be a gap.
    return this.terminal.unwrittenBytes() > (this.leftOut === undefined ? fullBytes : fullBytes / 2);
  }

  /** False when it was left out. Records that come once (a finding, a gap) have room of their own beyond that of samples and events. */
  write(record: WatchRecord): boolean {
    const isFull = record.type === "sample" || record.type === "event" ? this.isFull : this.terminal.unwrittenBytes() > 2 * fullBytes;
    if (isFull && record.type !== "end") {
      this.leaveOut();
      return false;
    }
    if (!this.isFull || record.type === "end") this.tellLeftOut();
    this.print(record);
    return true;
  }

  /** Counts one that was not even made. */
  leaveOut(): void {
    this.lost++;
    if (this.leftOut === undefined) this.leftOut = { count: 1, fromMs: this.clock.nowMs() };
    else this.leftOut.count++;
  }

  private tellLeftOut(): void {
    if (this.leftOut === undefined) return;
    const { count, fromMs } = this.leftOut;
    this.leftOut = undefined;
    const nowMs = this.clock.nowMs();
    this.print(outputGap(count, fromMs, nowMs));
  }

  private print(record: WatchRecord): void {
    if (record.type === "gap") this.gaps++;
    this.terminal.write(`${this.lineOf(record)}\n`);
  }
}

function outputGap(lost: number, fromMs: number, toMs: number): GapRecord {
  return {
    type: "gap",
    at: isoTime(toMs),
    source: "records",
    where: "output",
    from: isoTime(fromMs),
    to: isoTime(toMs),
    lost,
    because: "the reader of this output did not take them fast enough",
  };
}

/** A second of some 5,000 events, or a hundred samples. */
const fullBytes = 2 * 1024 * 1024;
