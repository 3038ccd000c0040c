import type { ConntrackTimeouts } from "../../model/conntrack-timeouts.ts";
import type { FlowBatch } from "../../model/flow-batch.ts";
import { TimeoutClassifier, timeoutClass, timeoutClasses } from "../traffic/timeout-class.ts";

/** A moment at which an entry's connection certainly lived, so that an address that several had is given to the right one. */
export class EntryMoments {
  private readonly classifier: TimeoutClassifier;
  /** By the number of the class; -1 where it is not known. */
  private readonly timeouts: Float64Array;
  readonly nowMs: number;

  constructor(timeouts: ConntrackTimeouts, nowMs: number) {
    this.classifier = new TimeoutClassifier(timeouts);
    this.nowMs = nowMs;
    this.timeouts = Float64Array.from(timeoutClasses, (name) => (name === "other" ? undefined : timeouts[name]) ?? -1);
    // Whether such a connection counts down from the shorter timeout or is at the end of the longer one is not known.
    this.timeouts[timeoutClass.tcpUnacknowledged] = -1;
  }

  /** Undefined where the countdown does not tell. What is left counts from the last packet, or from the first in states that no packet begins again. */
  of(batch: FlowBatch, row: number): number | undefined {
    const timeout = this.timeouts[this.classifier.classOf(batch, row)]!;
    const remaining = batch.timeoutSeconds[row]!;
    if (remaining > timeout) return undefined;
    // The kernel rounds what is left down to a second: in the middle it is wrong by half of one at most.
    return this.nowMs - Math.max(0, timeout - remaining - 0.5) * 1000;
  }
}
