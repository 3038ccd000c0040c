import { randomBytes } from "node:crypto";
import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { errnoOf } from "../../platform/errno.ts";

export interface KeepingLimits {
  /** What is kept in memory of one file, packed; beyond it lies in the folder. */
  readonly memoryBytes: number;
  /** Holds files without a name, for their owner alone, which are gone with the process. Without it nothing beyond the memory is kept. */
  readonly folder?: string;
}

/** Packed pieces of a file whose size is not known yet, in order. */
export class KeptPieces implements Iterable<Uint8Array> {
  private readonly limits: KeepingLimits;
  private readonly inMemory: Uint8Array[] = [];
  /** Behind what was spilled. */
  private readonly behind: Uint8Array[] = [];
  private descriptor: number | undefined;
  private spilledBytes = 0;
  private memoryBytes = 0;
  private fullBecause: string | undefined;

  constructor(limits: KeepingLimits) {
    this.limits = limits;
  }

  get bytes(): number {
    return this.memoryBytes + this.spilledBytes;
  }

  /** Why no more can be kept; undefined while there is room. */
  get full(): string | undefined {
    return this.fullBecause;
  }

  /** What comes when it is full is kept in memory all the same: it is part of the file's length already. */
  push(piece: Uint8Array): void {
    if (this.fullBecause === undefined) {
      if (this.spilledBytes === 0 && this.memoryBytes + piece.length <= this.limits.memoryBytes) {
        this.inMemory.push(piece);
        this.memoryBytes += piece.length;
        return;
      }
      this.fullBecause = this.spill(piece);
      if (this.fullBecause === undefined) return;
    }
    this.behind.push(piece);
    this.memoryBytes += piece.length;
  }

  /** Once; each piece is of use until the next one is asked for. */
  *[Symbol.iterator](): Generator<Uint8Array, void> {
    while (this.inMemory.length > 0) yield this.inMemory.shift()!;
    for (let at = 0; this.descriptor !== undefined && at < this.spilledBytes; ) {
      const piece = new Uint8Array(Math.min(readBytes, this.spilledBytes - at));
      const length = readSync(this.descriptor, piece, 0, piece.length, at);
      if (length === 0) throw new Error("a file that nobody else knows of became shorter");
      yield piece.subarray(0, length);
      at += length;
    }
    yield* this.behind;
    this.close();
  }

  close(): void {
    this.inMemory.length = 0;
    this.behind.length = 0;
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
  }

  private spill(piece: Uint8Array): string | undefined {
    const { folder, memoryBytes } = this.limits;
    if (folder === undefined)
      return `more than ${memoryBytes} bytes of it, packed, would have to be kept, and no folder for that was stated`;
    try {
      this.descriptor ??= openNameless(folder);
      for (let at = 0; at < piece.length; ) at += writeSync(this.descriptor, piece, at, piece.length - at, this.spilledBytes + at);
    } catch (error) {
      const code = errnoOf(error);
      if (code === undefined) throw error;
      return `more than ${memoryBytes} bytes of it, packed, would have to be kept in ${folder} (${code})`;
    }
    this.spilledBytes += piece.length;
    return undefined;
  }
}

const readBytes = 1 << 18;

function openNameless(folder: string): number {
  const path = join(folder, `.ullage-${randomBytes(8).toString("hex")}.partial`);
  const descriptor = openSync(path, "wx+", 0o600);
  rmSync(path);
  return descriptor;
}
