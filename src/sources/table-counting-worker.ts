import { parentPort, workerData } from "node:worker_threads";
import type { ReadingOutcome } from "../flows/table-tallies.ts";
import { FlowBatchRing } from "./flow-batch-ring.ts";
import { TableCountingHere, type TableCountingOptions } from "./table-counting.ts";

/** Counts what comes through the ring until it ends, and then answers one message, the outcome of the reading, with the table. */
export interface TableCountingJob {
  readonly memory: SharedArrayBuffer;
  readonly options: TableCountingOptions;
}

const { memory, options } = workerData as TableCountingJob; // what TableCountingThread gave
const ring = new FlowBatchRing(memory);
const counting = new TableCountingHere(options);
for (let batch = ring.take(); batch !== undefined; batch = ring.take()) {
  counting.add(batch);
  ring.markEmptied();
}
parentPort?.once("message", (outcome: ReadingOutcome) => parentPort?.postMessage(counting.compose(outcome)));
