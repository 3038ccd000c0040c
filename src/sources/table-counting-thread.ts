import type { Worker } from "node:worker_threads";
import type { ReadingOutcome } from "../flows/table-tallies.ts";
import type { FlowBatch } from "../model/flow-batch.ts";
import { startCountingWorker } from "./counting-worker-ahead.ts";
import { FlowBatchRing, rowsPerSlot } from "./flow-batch-ring.ts";
import type { CountedTable, TableCounting, TableCountingOptions } from "./table-counting.ts";
import type { TableCountingJob } from "./table-counting-worker.ts";

/** Counts in a thread of its own, so that the one that reads the text does nothing else. */
export class TableCountingThread implements TableCounting {
  private readonly ring = new FlowBatchRing();
  private readonly worker: Worker;
  private readonly answer: Promise<CountedTable>;

  constructor(options: TableCountingOptions) {
    const { ring } = this;
    this.worker = startCountingWorker();
    this.worker.postMessage({ memory: ring.memory, options } satisfies TableCountingJob);
    this.answer = new Promise((resolve, reject) => {
      this.worker.once("message", resolve);
      this.worker.once("error", reject);
      this.worker.once("exit", () => {
        ring.stop();
        reject(new Error("the counting thread ended before its time"));
      });
    });
    // Whoever waits for room or for the table hears of a failure there.
    this.answer.catch(() => undefined);
  }

  async roomFor(textBytes: number): Promise<void> {
    // One more for a batch that was begun before, and one for the end.
    await this.ring.waitForRoom(2 + Math.ceil(textBytes / shortestEntryBytes / rowsPerSlot));
    // A stopped ring is one that nobody empties.
    if (this.ring.isStopped) await this.answer;
  }

  add(batch: FlowBatch): void {
    this.ring.put(batch);
  }

  async compose(outcome: ReadingOutcome): Promise<CountedTable> {
    await this.roomFor(0);
    this.ring.end();
    this.worker.postMessage(outcome);
    return this.answer;
  }

  close(): void {
    this.ring.stop();
    // After its answer the worker ends by itself, and nobody waits for it.
    void this.worker.terminate();
  }
}

/** Four addresses of two characters each, and a protocol. */
const shortestEntryBytes = 32;
