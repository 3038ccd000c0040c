import type { ConntrackTimeouts } from "../../model/conntrack-timeouts.ts";
import type { FlowBatch } from "../../model/flow-batch.ts";
import { flowStatusBit } from "../../model/flow-status.ts";
import { IdleClock, unknownAge } from "../age-bands.ts";
import { TimeoutClassifier, timeoutClass, timeoutClasses } from "./timeout-class.ts";
import type { YoungWindows } from "./young-windows.ts";

/**
 * What every dimension counts of a row, found out once. Few rows are young or unanswered, so these are lists: a loop over one has no condition in it that the
 * processor could guess wrong.
 */
export class RowFacts {
  /** By row: the number of its timeout class. */
  classes = new Uint8Array(0);
  /** By row, for those in `idleRows`: seconds without a packet. */
  idleSeconds = new Uint32Array(0);
  private young = new Uint32Array(0);
  private unreplied = new Uint32Array(0);
  private idle = new Uint32Array(0);
  private youngLength = 0;
  private unrepliedLength = 0;
  private idleLength = 0;
  private readonly classifier: TimeoutClassifier;
  private readonly idleClock: IdleClock;
  private readonly windows: YoungWindows;

  constructor(timeouts: ConntrackTimeouts, windows: YoungWindows) {
    this.classifier = new TimeoutClassifier(timeouts);
    this.idleClock = new IdleClock(timeouts);
    this.windows = windows;
  }

  /** Born lately by their countdown. */
  get youngRows(): Uint32Array {
    return this.young.subarray(0, this.youngLength);
  }

  get unrepliedRows(): Uint32Array {
    return this.unreplied.subarray(0, this.unrepliedLength);
  }

  /** ESTABLISHED, and known since when idle. */
  get idleRows(): Uint32Array {
    return this.idle.subarray(0, this.idleLength);
  }

  read(batch: FlowBatch, rows: Uint32Array): void {
    if (this.classes.length < batch.length) this.allocate(batch.length);
    const { classes, young, unreplied, idle } = this;
    this.classifier.classify(batch, rows, classes);
    const { from, upTo } = this.windows;
    const { status, timeoutSeconds } = batch;
    let youngLength = 0;
    let unrepliedLength = 0;
    let establishedLength = 0;
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      const own = classes[row]!;
      // Without a condition, whose outcome nobody could guess: the sign bit tells what lies out of bounds. No timeout at all is -1.
      const remaining = timeoutSeconds[row]! | 0;
      young[youngLength] = row;
      youngLength += (((remaining - from[own]!) | (upTo[own]! - remaining)) >>> 31) ^ 1;
      unreplied[unrepliedLength] = row;
      unrepliedLength += isUnreplied[status[row]! & seenReply]!;
      idle[establishedLength] = row;
      establishedLength += isEstablished[own]!;
    }
    this.youngLength = youngLength;
    this.unrepliedLength = unrepliedLength;
    this.idleLength = this.readIdle(batch, establishedLength);
  }

  /** Of the ESTABLISHED rows that stand in `idle`, those stay whose idle time is known. */
  private readIdle({ status, timeoutSeconds }: FlowBatch, established: number): number {
    const { idle, idleSeconds, idleClock, classifier, classes } = this;
    let length = 0;
    for (let index = 0; index < established; index++) {
      const row = idle[index]!;
      const remaining = timeoutSeconds[row]!;
      if (classifier.isUnacknowledged(remaining)) classes[row] = timeoutClass.tcpUnacknowledged;
      const seconds = idleClock.idleSeconds(remaining, status[row]!);
      if (seconds === unknownAge) continue;
      idleSeconds[row] = seconds;
      idle[length++] = row;
    }
    return length;
  }

  private allocate(length: number): void {
    this.classes = new Uint8Array(length);
    this.idleSeconds = new Uint32Array(length);
    this.young = new Uint32Array(length + 1);
    this.unreplied = new Uint32Array(length + 1);
    this.idle = new Uint32Array(length + 1);
  }
}

const isEstablished = new Uint8Array(timeoutClasses.length);
isEstablished[timeoutClass.tcpEstablished] = 1;
// Of its own, since V8 reads what a module imports anew for each row.
const seenReply = flowStatusBit.seenReply;
/** By the bit of the status alone. */
const isUnreplied = new Uint8Array(seenReply + 1);
isUnreplied[0] = 1;
