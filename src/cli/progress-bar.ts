import { drawBar } from "../report/render-text.ts";

/**
 * A bar on the terminal's standard error for work that takes longer than a second; nothing at all where standard error is no terminal, and wiped away at
 * the end, so that only the answer stays.
 */
export class ProgressBar {
  private readonly what: string;
  private readonly stream: NodeJS.WriteStream;
  private readonly startedMs = performance.now();
  private isDrawn = false;
  private lastDrawnMs = 0;

  constructor(what: string, stream: NodeJS.WriteStream = process.stderr) {
    this.what = what;
    this.stream = stream;
  }

  /** `total` is undefined where nobody knows how much there will be. */
  update(done: number, total: number | undefined, unit: string): void {
    if (!this.stream.isTTY) return;
    const nowMs = performance.now();
    if (nowMs - this.startedMs < quietMs || nowMs - this.lastDrawnMs < betweenMs) return;
    this.lastDrawnMs = nowMs;
    this.isDrawn = true;
    const share =
      total === undefined || total === 0
        ? ""
        : ` ${drawBar(done / total).padEnd(20, "░")} ${Math.min(100, Math.floor((done / total) * 100))} %`;
    this.stream.write(`\r\x1b[K${this.what}${share}  ${unit}`.slice(0, Math.max(20, this.stream.columns ?? 80)));
  }

  clear(): void {
    if (this.isDrawn) this.stream.write("\r\x1b[K");
  }
}

const quietMs = 1000;
const betweenMs = 100;
