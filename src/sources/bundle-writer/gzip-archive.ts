import { createHash } from "node:crypto";
import { writeSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { encodeTarHeader, tarEndBytes, tarPaddingOf } from "../../wire/tar/encode-tar-header.ts";

export interface ArchivedFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * A tar in gzip, written piece by piece in memory that does not depend on its size. Each piece is a gzip member of its own, and members one behind the
 * other are one gzip file (RFC 1952, 2.2). A tar header tells the size of what follows, which nobody knows before a table has been walked: so the header is
 * written uncompressed, whose length is always the same, and filled in when the content is there.
 */
export class GzipArchive {
  readonly files: ArchivedFile[] = [];
  private readonly descriptor: number;
  private readonly modifiedSeconds: number;
  private position = 0;

  constructor(descriptor: number, modifiedSeconds: number) {
    this.descriptor = descriptor;
    this.modifiedSeconds = modifiedSeconds;
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
    const headerAt = this.position;
    this.append(this.packedHeader(path, 0));
    const content = new PackedContent((packed) => this.append(packed));
    return {
      write: (piece) => content.write(piece),
      end: () => {
        const file = { path, ...content.end() };
        writeAll(this.descriptor, this.packedHeader(path, file.bytes), headerAt);
        this.files.push(file);
        return file;
      },
    };
  }

  /** A file that grows beside another one; it is kept packed in memory until it ends. */
  beginBeside(path: string): GrowingFile {
    const pieces: Uint8Array[] = [];
    const content = new PackedContent((packed) => pieces.push(packed));
    return {
      write: (piece) => content.write(piece),
      end: () => {
        const file = { path, ...content.end() };
        this.append(this.packedHeader(path, file.bytes));
        for (const piece of pieces) this.append(piece);
        this.files.push(file);
        return file;
      },
    };
  }

  finish(): void {
    this.append(gzipSync(new Uint8Array(tarEndBytes)));
  }

  private packedHeader(path: string, size: number): Uint8Array {
    return gzipSync(encodeTarHeader({ path, size, mode: 0o600, modifiedSeconds: this.modifiedSeconds }), { level: 0 });
  }

  private append(packed: Uint8Array): void {
    writeAll(this.descriptor, packed, this.position);
    this.position += packed.length;
  }
}

export interface GrowingFile {
  write(piece: string | Uint8Array): void;
  end(): ArchivedFile;
}

/** Gathers pieces until compressing them is worth a call. */
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
    const bytes = typeof piece === "string" ? Buffer.from(piece, "utf8") : piece;
    this.hash.update(bytes);
    this.total += bytes.length;
    this.gather(bytes);
  }

  end(): { readonly bytes: number; readonly sha256: string } {
    const bytes = this.total;
    this.gather(new Uint8Array(tarPaddingOf(bytes)));
    this.pack();
    return { bytes, sha256: this.hash.digest("hex") };
  }

  private gather(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + this.gathered.length - this.length);
      this.gathered.set(part, this.length);
      this.length += part.length;
      at += part.length;
      if (this.length === this.gathered.length) this.pack();
    }
  }

  private pack(): void {
    if (this.length === 0) return;
    this.onPacked(gzipSync(this.gathered.subarray(0, this.length), { level: compressionLevel }));
    this.length = 0;
  }
}

const gatheredBytes = 1 << 20;
/** Measured on 100 MB of a table: level 3 takes 0.33 s and leaves 12.7 MB, level 6 takes 0.75 s and leaves 11.1 MB. */
const compressionLevel = 3;

/** A disk that is nearly full takes a part and says so only at the next write. */
function writeAll(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at, bytes.length - at, position + at);
}
