/** One line of samples, as text: what it takes is known, and nothing has to be done with it when it is written. */
export interface SampleLine {
  readonly atMs: number;
  readonly monotonicMs: number;
  readonly text: string;
}

export interface SampleRingLimits {
  readonly seconds: number;
  readonly bytes: number;
}

/** The newest lines, as many as the stated time and memory hold. */
export class SampleRing {
  private readonly limits: SampleRingLimits;
  private lines: SampleLine[] = [];
  private heldBytes = 0;

  constructor(limits: SampleRingLimits) {
    this.limits = limits;
  }

  /** Of the text: V8 keeps one byte for each character, and two in a line with any that is not Latin. */
  get bytes(): number {
    return this.heldBytes;
  }

  push(line: SampleLine): void {
    this.lines.push(line);
    this.heldBytes += lineBytes(line);
    const oldestMs = line.monotonicMs - this.limits.seconds * 1000;
    let dropped = 0;
    for (const { monotonicMs } of this.lines) {
      if (monotonicMs >= oldestMs && this.heldBytes <= this.limits.bytes) break;
      this.heldBytes -= lineBytes(this.lines[dropped]!);
      dropped++;
    }
    if (dropped > 0) this.lines = this.lines.slice(dropped);
  }

  /** The oldest first, of those that were pushed after that time. */
  since(monotonicMs: number): readonly SampleLine[] {
    return this.lines.filter((line) => line.monotonicMs > monotonicMs);
  }
}

export function lineBytes({ text }: SampleLine): number {
  return Buffer.byteLength(text) + 1;
}
