import { setTimeout } from "node:timers/promises";
import type { Pace } from "../../src/sources/kubernetes/pace.ts";

/** Time that goes on only where a test says so. */
export class ManualPace implements Pace {
  private elapsedMs = 0;
  private readonly startMs: number;
  private readonly waiting = new Set<{ readonly dueMs: number; readonly done: () => void }>();
  readonly clock = {
    nowMs: () => this.startMs + this.elapsedMs,
    monotonicMs: () => this.elapsedMs,
  };

  constructor(startMs = Date.UTC(2026, 0, 15, 12)) {
    this.startMs = startMs;
  }

  random(): number {
    return 0.5;
  }

  wait(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const one = {
        dueMs: this.elapsedMs + ms,
        done: () => {
          this.waiting.delete(one);
          resolve();
        },
      };
      this.waiting.add(one);
      signal.addEventListener("abort", one.done, { once: true });
    });
  }

  /** Those whose time has come go on, in its order, and what they do over the network has its turn. */
  async advance(ms: number): Promise<void> {
    const endMs = this.elapsedMs + ms;
    await this.settle();
    for (;;) {
      const [next] = [...this.waiting].toSorted((one, other) => one.dueMs - other.dueMs);
      if (next === undefined || next.dueMs > endMs) break;
      this.elapsedMs = Math.max(this.elapsedMs, next.dueMs);
      next.done();
      await this.settle();
    }
    this.elapsedMs = endMs;
    await this.settle();
  }

  /** Until somebody waits again, or for a moment where nobody does because he waits for an answer. */
  private async settle(): Promise<void> {
    for (let turn = 0; turn < 40; turn++) {
      await setTimeout(1);
      if (turn > 1 && this.waiting.size > 0) return;
    }
  }
}
