import { drawBar } from "../report/render-text.ts";
import type { Terminal } from "./command.ts";

/**
 * A bar on the terminal's standard error for work that takes longer than a second; nothing at all where standard error is no terminal, and wiped away at
 * the end, so that only the answer stays.
 */
export class ProgressBar {
  private readonly what: string;
  private readonly terminal: Pick<Terminal, "writeError" | "showsProgress" | "columns">;
  private readonly nowMs: () => number;
  private readonly startedMs: number;
  private isDrawn = false;
  private lastDrawnMs = Number.NEGATIVE_INFINITY;

  constructor(what: string, terminal: Pick<Terminal, "writeError" | "showsProgress" | "columns">, nowMs = () => performance.now()) {
    this.what = what;
    this.terminal = terminal;
    this.nowMs = nowMs;
    this.startedMs = nowMs();
  }

  /** `total` is undefined where nobody knows how much there will be. */
  update(done: number, total: number | undefined, text: string): void {
    if (!this.terminal.showsProgress) return;
    const nowMs = this.nowMs();
    if (nowMs - this.startedMs < quietMs || nowMs - this.lastDrawnMs < betweenMs) return;
    this.lastDrawnMs = nowMs;
    this.isDrawn = true;
    const line = [this.what, ...(total === undefined || total === 0 ? [] : [shareText(Math.min(done / total, 1))]), text].join("  ");
    this.terminal.writeError(`\r\x1b[K${line.slice(0, Math.max(1, this.terminal.columns - 1))}`);
  }

  clear(): void {
    if (this.isDrawn) this.terminal.writeError("\r\x1b[K");
    this.isDrawn = false;
  }
}

const quietMs = 1000;
const betweenMs = 100;

function shareText(share: number): string {
  return `${drawBar(share).padEnd(20, "░")} ${Math.floor(share * 100)} %`;
}
