import { setTimeout } from "node:timers/promises";
import type { Pace } from "../../src/sources/kubernetes/pace.ts";

/** Time that goes on by itself only where somebody waits: an hour of attempts takes as long as the attempts. */
export class TestPace implements Pace {
  readonly waits: number[] = [];
  private elapsedMs = 0;
  private readonly startMs: number;
  readonly clock = {
    nowMs: () => this.startMs + this.elapsedMs,
    monotonicMs: () => this.elapsedMs,
  };

  constructor(startMs = Date.UTC(2026, 0, 15, 12)) {
    this.startMs = startMs;
  }

  advance(ms: number): void {
    this.elapsedMs += ms;
  }

  random(): number {
    return 0.5;
  }

  async wait(ms: number, signal: AbortSignal): Promise<void> {
    this.waits.push(ms);
    this.elapsedMs += ms;
    // Those who answer get their turn.
    if (!signal.aborted) await setTimeout(1);
  }
}
