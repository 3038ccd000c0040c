/** Takes exact numbers of bytes from chunks of any size. */
export class ByteFeed {
  private readonly chunks: AsyncIterator<Uint8Array>;
  private rest: Uint8Array = new Uint8Array(0);
  /** What stands behind bytes that were given back. */
  private readonly behind: Uint8Array[] = [];
  private taken = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** How many bytes have been taken so far. */
  get position(): number {
    return this.taken;
  }

  /** Fewer than asked for only at the end. The bytes are the caller's own. */
  async take(length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    let filled = 0;
    for await (const part of this.stream(length)) {
      bytes.set(part, filled);
      filled += part.length;
    }
    return bytes.subarray(0, filled);
  }

  /** Up to `length` bytes as they come; what the consumer leaves is left in the feed. */
  async *stream(length: number): AsyncGenerator<Uint8Array> {
    let left = length;
    while (left > 0) {
      if (this.rest.length === 0 && !(await this.refill())) return;
      const part = this.rest.subarray(0, left);
      this.rest = this.rest.subarray(part.length);
      this.taken += part.length;
      left -= part.length;
      yield part;
    }
  }

  async skip(length: number): Promise<void> {
    for await (const _ of this.stream(length));
  }

  /** The last bytes that were taken are to be taken again. */
  giveBack(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.rest.length > 0) this.behind.push(this.rest);
    this.rest = bytes;
    this.taken -= bytes.length;
  }

  async close(): Promise<void> {
    await this.chunks.return?.();
  }

  private async refill(): Promise<boolean> {
    const behind = this.behind.pop();
    if (behind !== undefined) {
      this.rest = behind;
      return true;
    }
    for (;;) {
      const next = await this.chunks.next();
      if (next.done) return false;
      if (next.value.length === 0) continue;
      this.rest = next.value;
      return true;
    }
  }
}
