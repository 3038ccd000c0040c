import type { CollectionRun, RunBatch, RunBundle } from "../../model/collection-run.ts";
import { durationText } from "../../model/duration-text.ts";
import { isoTime } from "../../model/iso-time.ts";
import type { Clock } from "../../platform/clock.ts";
import { errnoOf } from "../../platform/errno.ts";
import { errorText } from "../../platform/error-text.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { BundleNotWritten } from "../../sources/bundle-writer/bundle-file.ts";
import type { FleetNode } from "../fleet/fleet.ts";
import type { WaitOptions } from "./collection-runs.ts";

export interface RunKeeping {
  readonly clock: Clock;
  readonly save: (run: CollectionRun) => void;
}

/** A run while it is performed: what it says, who waits for it, and how it is taken back. */
export class RunUnderWay {
  readonly node: FleetNode;
  ended: Promise<void> = Promise.resolve();
  private current: CollectionRun;
  private readonly keeping: RunKeeping;
  private readonly stopping = new AbortController();
  private readonly watchers = new Set<(run: CollectionRun) => void>();

  constructor(node: FleetNode, run: CollectionRun, keeping: RunKeeping) {
    this.node = node;
    this.current = run;
    this.keeping = keeping;
  }

  get run(): CollectionRun {
    return this.current;
  }

  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  get waiting(): number {
    return this.watchers.size;
  }

  /** Each message in its turn; of many, the first and the last ones are kept. Not each is worth a write to the disk. */
  say(message: string, done = this.current.progress.done): void {
    if (this.current.state !== "running") return;
    const steps = [...this.current.steps, this.step(message)];
    const kept = steps.length <= mostSteps ? steps : [...steps.slice(0, 1), ...steps.slice(2 - mostSteps - 1)];
    const isFurther = done !== this.current.progress.done;
    this.change({ steps: kept, progress: { ...this.current.progress, done } }, isFurther);
  }

  addToken(token: string): void {
    const { idempotencyTokens } = this.current;
    if (idempotencyTokens.length < mostTokens) this.change({ idempotencyTokens: [...idempotencyTokens, token] }, true);
  }

  joinBatch(batch: RunBatch): void {
    const { batches } = this.current;
    if (batches.length < mostBatches) this.change({ batches: [...batches, batch] }, true);
  }

  complete(bundle: RunBundle, message: string): void {
    this.end("completed", message, { bundle, progress: { ...this.current.progress, done: this.current.progress.total } });
  }

  /** Of a node that nobody can ask now, its newest bundle is the answer. */
  endWithNewest(): void {
    const { bundle } = this.node;
    if (bundle === undefined) {
      this.fail(new ToolFailure("no-bundle", "the node does not answer now, and no bundle of it is here"));
      return;
    }
    const { id, bytes, collectedAtMs } = bundle;
    const ageSeconds = (this.keeping.clock.nowMs() - collectedAtMs) / 1000;
    const age = ageSeconds < 0 ? "made later than this machine's clock says" : `${durationText(ageSeconds)} old`;
    this.complete(
      { id, bytes, collectedAtMs, wasThere: true },
      `nothing was collected: the newest bundle of the node is of ${isoTime(collectedAtMs)}, ${age}`,
    );
  }

  fail(error: unknown): void {
    if (this.signal.aborted) {
      if (this.signal.reason === interruption) this.failWith("interrupted", "interrupted by a restart");
      else this.end("cancelled", "cancelled; what had been collected by then was discarded", {});
      return;
    }
    if (error instanceof ToolFailure) this.failWith(error.code, error.message);
    else this.failWith(isDiskFull(error) ? "disk-full" : "failed", errorText(error));
  }

  /** Neither a reason that a person can act on, nor taken back: a bug. */
  isFault(error: unknown): boolean {
    return error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
  }

  cancel(): void {
    this.stopping.abort(cancellation);
  }

  interrupt(): void {
    this.stopping.abort(interruption);
  }

  wait({ signal, onProgress, forMs }: WaitOptions): Promise<CollectionRun> {
    return new Promise((resolve, reject) => {
      if (signal.aborted || this.current.state !== "running") {
        if (signal.aborted) reject(signal.reason);
        else resolve(this.current);
        return;
      }
      const leave = () => {
        clearTimeout(timer);
        this.watchers.delete(watch);
        signal.removeEventListener("abort", abort);
      };
      const abort = () => {
        leave();
        reject(signal.reason);
      };
      const watch = (run: CollectionRun) => {
        onProgress?.(run);
        if (run.state === "running") return;
        leave();
        resolve(run);
      };
      const timer =
        forMs === undefined
          ? undefined
          : setTimeout(() => {
              leave();
              resolve(this.current);
            }, forMs);
      this.watchers.add(watch);
      signal.addEventListener("abort", abort, { once: true });
      onProgress?.(this.current);
    });
  }

  private failWith(code: string, message: string): void {
    const shown = message.slice(0, longestMessage);
    this.end("failed", `failed: ${shown}`, { failure: { code, message: shown } });
  }

  private end(state: CollectionRun["state"], message: string, more: Partial<CollectionRun>): void {
    if (this.current.state !== "running") return;
    const last = this.step(message);
    this.change({ ...more, state, endedAtMs: last.atMs, steps: [...this.current.steps, last] }, true);
  }

  private step(message: string) {
    return { atMs: Math.max(this.keeping.clock.nowMs(), this.current.startedAtMs), message: message.slice(0, longestMessage) };
  }

  private change(more: Partial<CollectionRun>, isSaved: boolean): void {
    this.current = { ...this.current, ...more };
    if (isSaved) this.keeping.save(this.current);
    for (const watch of [...this.watchers]) watch(this.current);
  }
}

const cancellation = new ToolFailure("cancelled", "the collection was cancelled");
const interruption = new ToolFailure("cancelled", "the server ends");

const mostSteps = 40;
const mostTokens = 20;
const mostBatches = 20;
const longestMessage = 1000;

function isDiskFull(error: unknown): boolean {
  const code = errnoOf(error instanceof BundleNotWritten ? error.cause : error);
  return code === "ENOSPC" || code === "EDQUOT";
}
