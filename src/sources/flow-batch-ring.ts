import type { FlowBatch } from "../model/flow-batch.ts";
import { copyRows, flowBatchBytes, flowBatchInMemory } from "./flow-batch-memory.ts";
import { controlBytes, controlWord, RingControl } from "./ring-control.ts";

/** A ring of flow batches in shared memory: the main thread parses a table and puts its rows in, a worker blocks until there are some and counts them. */
export class FlowBatchRing extends RingControl {
  readonly memory: SharedArrayBuffer;
  private readonly lengths: Int32Array;
  private readonly batches: readonly FlowBatch[];

  constructor(memory = new SharedArrayBuffer(lengthsAt + slotCount * (4 + slotBytes))) {
    super(memory);
    this.memory = memory;
    this.lengths = new Int32Array(memory, lengthsAt, slotCount);
    this.batches = Array.from({ length: slotCount }, (_, slot) =>
      flowBatchInMemory(memory, lengthsAt + slotCount * 4 + slot * slotBytes, rowsPerSlot),
    );
  }

  /** For the filler: resolves when so many batches may be put in, or when the ring was stopped. */
  async waitForRoom(batches: number): Promise<void> {
    for (;;) {
      const emptied = this.emptied;
      if (this.isStopped || this.filled - emptied <= slotCount - Math.min(batches, slotCount)) return;
      const outcome = Atomics.waitAsync(this.control, controlWord.emptied, emptied, 200);
      if (outcome.async) await outcome.value;
    }
  }

  /** Copies the rows, of which there are no more than `rowsPerSlot`, into a free slot: who puts in has waited for room. */
  put(batch: FlowBatch): void {
    if (batch.length === 0) return;
    if (this.filled - this.emptied >= slotCount) throw new RangeError("no slot is free");
    const slot = this.filled % slotCount;
    copyRows(batch, this.batches[slot]!);
    this.lengths[slot] = batch.length;
    this.markOneFilled();
  }

  /** The end is a batch without rows, which needs a free slot like any other. */
  end(): void {
    this.lengths[this.filled % slotCount] = 0;
    this.markOneFilled();
  }

  /** For the emptier: blocks until there is a batch, which is its own until it marks it as emptied; undefined when no more will come. */
  take(): FlowBatch | undefined {
    const { emptied } = this;
    while (this.filled === emptied) {
      if (this.isStopped) return undefined;
      Atomics.wait(this.control, controlWord.filled, emptied, 200);
    }
    const slot = emptied % slotCount;
    const batch = this.batches[slot]!;
    batch.length = this.lengths[slot]!;
    return batch.length === 0 ? undefined : batch;
  }
}

/** What a reader may put into one batch. */
export const rowsPerSlot = 1024;
/** 12 MB: what is parsed while the worker starts, some 30 ms. */
const slotCount = 128;
const slotBytes = flowBatchBytes(rowsPerSlot);
const lengthsAt = controlBytes;
