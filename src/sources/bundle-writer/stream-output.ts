import { once } from "node:events";
import type { Writable } from "node:stream";
import type { ArchiveOutput } from "./archive-output.ts";

/** A connection or pipe, which takes bytes as fast as whoever reads them. What is appended waits here for `room`. */
export class StreamOutput implements ArchiveOutput {
  private readonly output: Writable;
  private readonly signal: AbortSignal;
  private readonly waiting: Iterable<Uint8Array>[] = [];

  constructor(output: Writable, signal: AbortSignal) {
    this.output = output;
    this.signal = signal;
  }

  append(pieces: Iterable<Uint8Array>): void {
    this.waiting.push(pieces);
  }

  /** Throws what the signal was aborted with, what the stream failed of, and a TimeoutError where nobody reads any more. */
  async room(): Promise<void> {
    for (let pieces = this.waiting.shift(); pieces !== undefined; pieces = this.waiting.shift()) {
      for (const piece of pieces) {
        this.signal.throwIfAborted();
        if (this.output.write(piece)) continue;
        await once(this.output, "drain", { signal: AbortSignal.any([this.signal, AbortSignal.timeout(longestStallMs)]) });
      }
    }
  }
}

/** A reader that takes nothing for so long holds the archive's memory for nothing. */
const longestStallMs = 60_000;
