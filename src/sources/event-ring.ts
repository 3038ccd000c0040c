import type { EventBatch } from "../wire/ctnetlink/event-scanner.ts";
import { copyRows, flowBatchBytes, flowBatchInMemory } from "./flow-batch-memory.ts";
import { controlBytes, controlWord, RingControl } from "./ring-control.ts";

/** What a listening worker says now and then: how many events came since it last said so, and what was lost. Each number is told exactly once. */
export interface EventCounts {
  readonly fromMs: number;
  readonly toMs: number;
  readonly born: number;
  readonly updated: number;
  readonly destroyed: number;
  /** Not understood, and in none of the other counts. */
  readonly malformed: number;
  /** Rows that did not fit into the ring, because its emptier was too slow; their events are counted all the same. */
  readonly rowsLost: number;
  /** Events that the kernel could not put into the socket's receive buffer, by the socket's own count. */
  readonly socketLost: number;
  /** 1 where the kernel said that events were lost and its count did not rise, or cannot be read: the number is unknown. */
  readonly uncountedOverruns: number;
}

/**
 * A ring of reports in shared memory, each with the rows that were sampled for it. A worker fills it and never waits: whoever is slow shall lose rows here,
 * where they are counted one by one, and not events in the socket. The main thread empties it.
 */
export class EventRing extends RingControl {
  readonly memory: SharedArrayBuffer;
  private readonly counts: Float64Array;
  private readonly batches: readonly EventBatch[];

  constructor(memory = new SharedArrayBuffer(countsAt + slotCount * (countBytes + slotBytes))) {
    super(memory);
    this.memory = memory;
    this.counts = new Float64Array(memory, countsAt, (slotCount * countBytes) / 8);
    this.batches = Array.from({ length: slotCount }, (_, slot) =>
      eventBatchInMemory(memory, countsAt + slotCount * countBytes + slot * slotBytes),
    );
  }

  get isFull(): boolean {
    return this.filled - this.emptied >= slotCount;
  }

  /** For the filler, where the ring is not full. */
  put(counts: EventCounts, { flows, kinds, receivedAtMs }: EventBatch): void {
    if (this.isFull) throw new RangeError("no slot is free");
    const slot = this.filled % slotCount;
    const to = this.batches[slot]!;
    const { length } = flows;
    copyRows(flows, to.flows);
    to.kinds.set(kinds.subarray(0, length));
    to.receivedAtMs.set(receivedAtMs.subarray(0, length));
    const at = slot * countNames.length + slot;
    this.counts[at] = length;
    countNames.forEach((name, place) => {
      this.counts[at + 1 + place] = counts[name];
    });
    this.markOneFilled();
  }

  /** For the emptier: the oldest report, its rows its own until it marks it as emptied; undefined when there is none. */
  take(): { readonly counts: EventCounts; readonly batch: EventBatch } | undefined {
    const { emptied } = this;
    if (this.filled === emptied) return undefined;
    const slot = emptied % slotCount;
    const batch = this.batches[slot]!;
    const at = slot * countNames.length + slot;
    batch.flows.length = this.counts[at]!;
    // Every name of EventCounts, each with its number.
    const counts = Object.fromEntries(countNames.map((name, place) => [name, this.counts[at + 1 + place]!])) as unknown as EventCounts;
    return { counts, batch };
  }

  /** For the filler: waits until a slot is emptied, or for so long. */
  waitForRoom(milliseconds: number): void {
    const { emptied } = this;
    if (this.isFull) Atomics.wait(this.control, controlWord.emptied, emptied, milliseconds);
  }

  /** For the filler: sleeps so long, and no longer than until it is stopped. */
  nap(milliseconds: number): void {
    Atomics.wait(this.control, controlWord.stop, 0, milliseconds);
  }
}

/** Rows of one report. */
export const rowsPerReport = 1024;
/** 8 MB: what is received in 0.6 s at 100,000 events a second, when all are wanted. */
const slotCount = 64;
const countNames = [
  "fromMs",
  "toMs",
  "born",
  "updated",
  "destroyed",
  "malformed",
  "rowsLost",
  "socketLost",
  "uncountedOverruns",
] as const satisfies readonly (keyof EventCounts)[];
const countBytes = 8 * (1 + countNames.length);
const countsAt = controlBytes;
const slotBytes = rowsPerReport * (8 + 1) + flowBatchBytes(rowsPerReport);

function eventBatchInMemory(memory: SharedArrayBuffer, from: number): EventBatch {
  const kindsAt = from + rowsPerReport * 8;
  return {
    receivedAtMs: new Float64Array(memory, from, rowsPerReport),
    kinds: new Uint8Array(memory, kindsAt, rowsPerReport),
    flows: flowBatchInMemory(memory, kindsAt + rowsPerReport, rowsPerReport),
  };
}
