import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { encodeTarHeader, tarEndBytes, tarPaddingOf } from "../../wire/tar/encode-tar-header.ts";
import type { ArchiveOutput } from "./archive-output.ts";
import { type KeepingLimits, KeptPieces } from "./kept-pieces.ts";

export interface ArchivedFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface GzipArchiveOptions {
  readonly modifiedSeconds: number;
  /** Of files that are kept until their size is known. */
  readonly keeping?: KeepingLimits;
}

/**
 * A tar in gzip, written piece by piece in memory that does not depend on its size. Each piece is a gzip member of its own, and members one behind the
 * other are one gzip file (RFC 1952, 2.2). A tar header tells the size of what follows, which nobody knows before a table has been walked. Where the output
 * can be written over, the header is written uncompressed, whose length is always the same, and filled in when the content is there; where it cannot, the
 * packed content is kept until its end.
 */
export class GzipArchive {
  readonly files: ArchivedFile[] = [];
  private readonly output: ArchiveOutput;
  private readonly modifiedSeconds: number;
  private readonly keeping: KeepingLimits;
  private readonly kept: KeptPieces[] = [];
  private position = 0;

  constructor(output: ArchiveOutput, { modifiedSeconds, keeping = unlimited }: GzipArchiveOptions) {
    this.output = output;
    this.modifiedSeconds = modifiedSeconds;
    this.keeping = keeping;
  }

  /** Compressed bytes so far. */
  get writtenBytes(): number {
    return this.position;
  }

  add(path: string, content: string | Uint8Array): ArchivedFile {
    const file = this.begin(path);
    file.write(content);
    return file.end();
  }

  /** One file at a time: the next one begins when this has ended. */
  begin(path: string): GrowingFile {
    const { replace } = this.output;
    if (replace === undefined) return this.beginBeside(path);
    const headerAt = this.position;
    this.append(this.packedHeader(path, 0));
    const content = new PackedContent((packed) => this.append(packed));
    return {
      full: undefined,
      write: (piece) => content.write(piece),
      end: () => {
        const file = { path, ...content.end() };
        replace(this.packedHeader(path, file.bytes), headerAt);
        this.files.push(file);
        return file;
      },
    };
  }

  /** A file that grows beside another one; it is kept packed until it ends. */
  beginBeside(path: string): GrowingFile {
    const pieces = new KeptPieces(this.keeping);
    this.kept.push(pieces);
    const content = new PackedContent((packed) => pieces.push(packed));
    return {
      get full() {
        return pieces.full;
      },
      write: (piece) => content.write(piece),
      end: () => {
        const file = { path, ...content.end() };
        this.append(this.packedHeader(path, file.bytes));
        this.position += pieces.bytes;
        this.output.append(pieces);
        this.files.push(file);
        return file;
      },
    };
  }

  /** A file of a stated length whose content is known last. It takes `reservedBytes` of the archive, and an output that can be written over. */
  reserve(path: string, bytes: number): ReservedFile {
    const { replace } = this.output;
    if (replace === undefined) throw new Error("what is written to a stream cannot be written over");
    const at = this.position;
    const place = this.files.length;
    const packed = (content: Uint8Array) => {
      const header = encodeTarHeader({ path, size: bytes, mode: 0o600, modifiedSeconds: this.modifiedSeconds });
      return gzipSync(Buffer.concat([header, content, new Uint8Array(tarPaddingOf(bytes))]), { level: 0 });
    };
    this.append(packed(new Uint8Array(bytes)));
    return {
      fill: (text) => {
        const content = Buffer.alloc(bytes, " ");
        if (Buffer.byteLength(text) > bytes) throw new RangeError(`${path} is longer than the ${bytes} bytes that were reserved for it`);
        content.write("\n", bytes - 1);
        content.write(text);
        const file = { path, bytes, sha256: createHash("sha256").update(content).digest("hex") };
        this.files.splice(place, 0, file);
        replace(packed(content), at);
        return file;
      },
    };
  }

  /** Files as they were packed in another archive. Their bytes may come in several pieces. */
  addPacked(packed: Uint8Array, files: readonly ArchivedFile[] = []): void {
    this.append(packed);
    this.files.push(...files);
  }

  /** Resolved when the output has taken what there is: to be waited for between files, so that it does not gather here. */
  room(): Promise<void> {
    return this.output.room();
  }

  finish(): void {
    this.append(gzipSync(new Uint8Array(tarEndBytes)));
  }

  /** Gives back what is kept of files that never ended. */
  close(): void {
    for (const pieces of this.kept) pieces.close();
  }

  private packedHeader(path: string, size: number): Uint8Array {
    return gzipSync(encodeTarHeader({ path, size, mode: 0o600, modifiedSeconds: this.modifiedSeconds }), { level: 0 });
  }

  private append(packed: Uint8Array): void {
    this.output.append([packed]);
    this.position += packed.length;
  }
}

/** Of the archive, by a file whose length of `bytes` is reserved. */
export function reservedBytes(bytes: number): number {
  return gzipSync(new Uint8Array(tarHeaderBytes + bytes + tarPaddingOf(bytes)), { level: 0 }).length;
}

const tarHeaderBytes = 512;

export interface ReservedFile {
  /** Once; what the text leaves of the length is spaces and the end of a line. */
  fill(text: string): ArchivedFile;
}

const unlimited: KeepingLimits = { memoryBytes: Number.POSITIVE_INFINITY };

export interface GrowingFile {
  /** Why nothing more should be written to it; what is written all the same is kept in memory. */
  readonly full: string | undefined;
  write(piece: string | Uint8Array): void;
  end(): ArchivedFile;
}

/** Gathers pieces until compressing them is worth a call. Text is encoded where it is compressed, so that there is no copy of it. */
class PackedContent {
  private readonly onPacked: (packed: Uint8Array) => void;
  private readonly hash = createHash("sha256");
  private readonly gathered = new Uint8Array(gatheredBytes);
  private length = 0;
  private total = 0;

  constructor(onPacked: (packed: Uint8Array) => void) {
    this.onPacked = onPacked;
  }

  write(piece: string | Uint8Array): void {
    if (typeof piece === "string") this.gatherText(piece);
    else this.gather(piece);
  }

  end(): { readonly bytes: number; readonly sha256: string } {
    this.hashed(this.length);
    const bytes = this.total;
    this.gathered.fill(0, this.length, this.length + tarPaddingOf(bytes));
    this.pack(this.length + tarPaddingOf(bytes));
    return { bytes, sha256: this.hash.digest("hex") };
  }

  private gatherText(text: string): void {
    for (let rest = text; rest !== ""; ) {
      const { read, written } = encoder.encodeInto(rest, this.gathered.subarray(this.length, gatheredBytes - paddingRoom));
      this.length += written;
      if (read === rest.length) return;
      this.flush();
      rest = rest.slice(read);
    }
  }

  private gather(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + gatheredBytes - paddingRoom - this.length);
      this.gathered.set(part, this.length);
      this.length += part.length;
      at += part.length;
      if (at < bytes.length) this.flush();
    }
  }

  private flush(): void {
    this.hashed(this.length);
    this.pack(this.length);
  }

  private hashed(length: number): void {
    this.hash.update(this.gathered.subarray(0, length));
    this.total += length;
  }

  private pack(length: number): void {
    if (length > 0) this.onPacked(gzipSync(this.gathered.subarray(0, length), { level: compressionLevel }));
    this.length = 0;
  }
}

const encoder = new TextEncoder();
/** A millisecond of compressing, and a hundredth less well than four times as much would be. */
const gatheredBytes = 1 << 18;
const paddingRoom = 512;
/** Measured on 100 MB of a table: level 3 takes 0.33 s and leaves 12.7 MB, level 6 takes 0.75 s and leaves 11.1 MB. */
const compressionLevel = 3;
