import { parentPort } from "node:worker_threads";
import type { ReadingOutcome } from "../flows/table-tallies.ts";
import { FlowBatchRing } from "./flow-batch-ring.ts";
import type { TableCountingOptions } from "./table-counting.ts";
import { TableCountingHere } from "./table-counting-here.ts";

/** The first message: what comes through the ring is counted until it ends. The second, the outcome of the reading, is answered with the table. */
export interface TableCountingJob {
  readonly memory: SharedArrayBuffer;
  readonly options: TableCountingOptions;
}

parentPort?.once("message", ({ memory, options }: TableCountingJob) => {
  const ring = new FlowBatchRing(memory);
  const counting = new TableCountingHere(options);
  for (let batch = ring.take(); batch !== undefined; batch = ring.take()) {
    counting.add(batch);
    ring.markEmptied();
  }
  parentPort?.once("message", (outcome: ReadingOutcome) => parentPort?.postMessage(counting.compose(outcome)));
});
