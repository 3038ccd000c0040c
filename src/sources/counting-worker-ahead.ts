import { Worker } from "node:worker_threads";
import { workerEntry } from "./worker-entry.ts";

/** Bytes of text, 100,000 lines: counting them takes as long as a thread to start. */
export const worthAThread = 16 * 1024 * 1024;

let waiting: Worker | undefined;

/** Starts a worker that waits for a job of `startCountingWorker`; it does not keep the program from ending. */
export function startCountingWorkerAhead(): void {
  waiting ??= started();
  waiting.unref();
}

/** The worker that was started ahead, or another. */
export function startCountingWorker(): Worker {
  const worker = waiting ?? started();
  waiting = undefined;
  worker.ref();
  return worker;
}

function started(): Worker {
  return new Worker(workerEntry("table-counting-worker", import.meta.url), {
    name: "counting",
    // What the program itself was started with (--eval, --input-type) is not for a worker that has a file.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 },
  });
}
