import { writeSync } from "node:fs";
import type { ArchiveOutput } from "./archive-output.ts";

/** A file that was opened for writing. Its bytes go to the page cache, which takes them as quickly as they are packed. */
export class DescriptorOutput implements ArchiveOutput {
  private readonly descriptor: number;
  private position: number;

  constructor(descriptor: number, position = 0) {
    this.descriptor = descriptor;
    this.position = position;
  }

  append(pieces: Iterable<Uint8Array>): void {
    for (const piece of pieces) {
      writeAll(this.descriptor, piece, this.position);
      this.position += piece.length;
    }
  }

  readonly replace = (bytes: Uint8Array, at: number): void => writeAll(this.descriptor, bytes, at);

  /** Whatever else the program does gets its turn. */
  room(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }
}

/** A disk that is nearly full takes a part and says so only at the next write. */
function writeAll(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at, bytes.length - at, position + at);
}
