import { type FlowBatch, noTimeout } from "../../model/flow-batch.ts";
import { type FingerprintSet, noPlace } from "../fingerprint-set.ts";
import { timeoutClass, timeoutClasses } from "./timeout-class.ts";

/**
 * The entries of one walk of the table, for the next one to compare with: eight bytes a slot, 9.4 MB for a million. Of each it keeps the fingerprint, which
 * timeout it counted down from, and when that would be over.
 */
export class KnownEntries {
  /** When the walk began, by a clock that never jumps. */
  readonly startedAtMs: number;
  /** By the number of the class. */
  readonly entriesByClass = new Uint32Array(timeoutClasses.length);
  private readonly seen: FingerprintSet;
  /** By place: class + 1, and the end in half seconds after `startedAtMs`; 0 for what a filter left out. */
  private readonly marks: Uint16Array;
  private places = new Uint32Array(0);

  constructor(seen: FingerprintSet, startedAtMs: number) {
    this.seen = seen;
    this.startedAtMs = startedAtMs;
    this.marks = new Uint16Array(seen.places);
  }

  /** False where entries came that found no room: they would all look newly born. */
  get isComplete(): boolean {
    return this.seen.unremembered === 0;
  }

  /** `places` has by row where its fingerprint stands in the set; the batch was received at that time. */
  mark({ timeoutSeconds }: FlowBatch, rows: Uint32Array, places: Uint32Array, classes: Uint8Array, receivedAtMs: number): void {
    const { marks, entriesByClass } = this;
    const sinceStart = receivedAtMs - this.startedAtMs;
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      const own = classes[row]!;
      const place = places[row]!;
      if (place === noPlace) continue;
      entriesByClass[own]!++;
      marks[place] = ((own + 1) << endBits) | endOf(timeoutSeconds[row]!, sinceStart);
    }
  }

  /**
   * Writes those of the rows that were born since this walk into `born`, and returns how many. Those whose entry is still that of the same connection are counted
   * in `stayedByClass` by what they were then.
   */
  findBorn(
    batch: FlowBatch,
    {
      rows,
      high,
      low,
      classes,
    }: { readonly rows: Uint32Array; readonly high: Uint32Array; readonly low: Uint32Array; readonly classes: Uint8Array },
    receivedAtMs: number,
    born: Uint32Array,
    stayedByClass: Uint32Array,
  ): number {
    if (this.places.length < rows.length) this.places = new Uint32Array(batch.capacity);
    const { places, marks } = this;
    const { timeoutSeconds } = batch;
    this.seen.findAll(high, low, rows, places);
    const sinceStart = receivedAtMs - this.startedAtMs;
    let length = 0;
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      const place = places[index]!;
      if (place === noPlace) {
        born[length++] = row;
        continue;
      }
      const mark = marks[place]!;
      // Left out by the filter then, and let through in another state: it was there.
      if (mark === 0) continue;
      const before = (mark >>> endBits) - 1;
      if (isReborn(before, mark & endUnknown, classes[row]!, timeoutSeconds[row]!, sinceStart)) born[length++] = row;
      else stayedByClass[before]!++;
    }
    return length;
  }
}

/** Whether an entry that was known as `before` can only be another connection on the same addresses and ports. */
function isReborn(before: number, endBefore: number, own: number, remaining: number, sinceStart: number): boolean {
  // An ASSURED entry never loses the mark.
  if (before === timeoutClass.udpStream) return own === timeoutClass.udp;
  if (before !== timeoutClass.tcpTimeWait && before !== timeoutClass.tcpClose) return false;
  // A closed connection comes back to an earlier state only by a new SYN, for which the kernel makes a new entry (tcp_conntracks: only TIME_WAIT and CLOSE go to
  // SYN_SENT).
  if (own !== timeoutClass.tcpTimeWait && own !== timeoutClass.tcpClose) return own !== timeoutClass.other;
  if (own !== before) return before === timeoutClass.tcpClose;
  // Closed again: the end has moved. Both ends are rounded down by less than a second and a half together, and the walks differ in pace.
  const end = endOf(remaining, sinceStart);
  return endBefore !== endUnknown && end !== endUnknown && end - endBefore >= movedHalfSeconds;
}

/** When the countdown is over, in half seconds after the beginning of the earlier walk. */
function endOf(remaining: number, sinceStart: number): number {
  if (remaining === noTimeout) return endUnknown;
  return Math.min(endUnknown, Math.floor((remaining + sinceStart / 1000) * 2));
}

/** 1,023 seconds. */
const endBits = 11;
const endUnknown = (1 << endBits) - 1;
const movedHalfSeconds = 4;
