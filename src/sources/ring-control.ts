/**
 * The four words that two threads share about a ring of slots: how many the one has filled and the other emptied since the beginning, whether either
 * wants to stop, and whether nothing more will come. Whoever waits is woken by the word it waits for.
 */
export class RingControl {
  protected readonly control: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.control = new Int32Array(memory, 0, controlBytes / 4);
  }

  reset(): void {
    this.control.fill(0);
  }

  get filled(): number {
    return Atomics.load(this.control, controlWord.filled);
  }

  get emptied(): number {
    return Atomics.load(this.control, controlWord.emptied);
  }

  get isStopped(): boolean {
    return Atomics.load(this.control, controlWord.stop) !== 0;
  }

  get hasEnded(): boolean {
    return Atomics.load(this.control, controlWord.ended) !== 0;
  }

  markEmptied(): void {
    Atomics.add(this.control, controlWord.emptied, 1);
    Atomics.notify(this.control, controlWord.emptied);
  }

  stop(): void {
    Atomics.store(this.control, controlWord.stop, 1);
    Atomics.notify(this.control, controlWord.emptied);
  }

  /** For the filler: says that nothing more will come. */
  markEnded(): void {
    Atomics.store(this.control, controlWord.ended, 1);
    Atomics.notify(this.control, controlWord.filled);
  }

  /** For the emptier: resolves when more than `seen` slots have been filled, or after a while. */
  async waitForMore(seen: number): Promise<void> {
    const outcome = Atomics.waitAsync(this.control, controlWord.filled, seen, 100);
    if (outcome.async) await outcome.value;
  }

  protected markOneFilled(): void {
    Atomics.add(this.control, controlWord.filled, 1);
    Atomics.notify(this.control, controlWord.filled);
  }
}

export const controlWord = { filled: 0, emptied: 1, stop: 2, ended: 3 } as const;
export const controlBytes = 16;
