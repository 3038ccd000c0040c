import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { InputError, inputErrorFromErrno } from "../../platform/input-error.ts";
import { gunzipChunks, type OnDamage } from "../gzip/gunzip-chunks.ts";
import { isGzip } from "../gzip/is-gzip.ts";
import type { BundleMeter } from "./bundle-limits.ts";

/** Opens without following a link (unless the user named it) and without waiting for the writer of a pipe. */
export async function openOrdinaryFile(path: string, options: { readonly followLink: boolean }): Promise<FileHandle> {
  let file: FileHandle;
  try {
    file = await open(path, openFlags(options));
  } catch (error) {
    throw inputErrorFromErrno(error, path) ?? error;
  }
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new InputError("file-unreadable", path, "is no ordinary file");
}

function openFlags({ followLink }: { readonly followLink: boolean }): number {
  return constants.O_RDONLY | constants.O_NONBLOCK | (followLink ? 0 : constants.O_NOFOLLOW);
}

export interface BeginningOfFile {
  /** No more than was asked for. */
  readonly bytes: Uint8Array;
  /** Whether that is all of it. */
  readonly isWhole: boolean;
  readonly size: number;
  readonly modifiedAtMs: number;
}

/**
 * Like `openOrdinaryFile`, but in one go: of a file of some kilobytes, promises for opening, asking, reading and closing cost ten times what is done, which counts where
 * there are ten thousand of them.
 */
export function readBeginning(path: string, length: number, options: { readonly followLink: boolean }): BeginningOfFile {
  let descriptor: number;
  try {
    descriptor = openSync(path, openFlags(options));
  } catch (error) {
    throw inputErrorFromErrno(error, path) ?? error;
  }
  try {
    const found = fstatSync(descriptor);
    if (!found.isFile()) throw new InputError("file-unreadable", path, "is no ordinary file");
    const bytes = new Uint8Array(Math.min(length, Math.max(found.size, 1)));
    const read = readSync(descriptor, bytes, 0, bytes.length, 0);
    // Files of /proc say that they have no bytes.
    const isWhole = found.size === 0 ? read === 0 : read === found.size;
    return { bytes: bytes.subarray(0, read), isWhole, size: found.size, modifiedAtMs: found.mtimeMs };
  } finally {
    closeSync(descriptor);
  }
}

/** Up to here a file is read in one go. */
const smallBytes = 1 << 16;
const chunkBytes = 1 << 20;

/** The bytes of a range of a file. A chunk is overwritten once the next has been asked for: meanwhile the one after it is read. */
export async function* fileRange(file: FileHandle, from = 0, length = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
  const { size: fileBytes } = await file.stat();
  const size = Math.max(1, Math.min(chunkBytes, length, Math.max(smallBytes, fileBytes - from)));
  const end = from + length;
  const readInto = (buffer: Uint8Array, at: number) => file.read(buffer, 0, Math.min(size, end - at), at);
  let current = new Uint8Array(size);
  let other = new Uint8Array(size);
  let at = from;
  let reading = at < end ? readInto(current, at) : undefined;
  try {
    while (reading !== undefined) {
      const { bytesRead } = await reading;
      reading = undefined;
      if (bytesRead === 0) return;
      at += bytesRead;
      if (at < end) reading = readInto(other, at);
      yield current.subarray(0, bytesRead);
      [current, other] = [other, current];
    }
  } finally {
    // The file must not be closed under a read that nobody waits for.
    await reading?.catch(() => undefined);
  }
}

/** The bytes of a file; a gzip file is unpacked on the way. */
export async function* fileChunks(path: string, meter: BundleMeter, damage: OnDamage): AsyncGenerator<Uint8Array> {
  const start = readBeginning(path, smallBytes, { followLink: true });
  const chunks = chunksAfter(start, path, { followLink: true });
  yield* isGzip(start.bytes) ? gunzipChunks(chunks, meter, damage) : counted(chunks, meter);
}

/** The bytes of a file as they are. */
export async function* plainFileChunks(
  path: string,
  meter: BundleMeter,
  options: { readonly followLink: boolean },
): AsyncGenerator<Uint8Array> {
  yield* counted(chunksAfter(readBeginning(path, smallBytes, options), path, options), meter);
}

async function* counted(chunks: AsyncIterable<Uint8Array>, meter: BundleMeter): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    meter.countBytes(chunk.length);
    yield chunk;
  }
}

/** A large file anew from its beginning. */
async function* chunksAfter(start: BeginningOfFile, path: string, options: { readonly followLink: boolean }): AsyncGenerator<Uint8Array> {
  if (start.isWhole) {
    if (start.bytes.length > 0) yield start.bytes;
    return;
  }
  const file = await openOrdinaryFile(path, options);
  try {
    yield* fileRange(file);
  } finally {
    await file.close();
  }
}

/** How long a gzip file says that it is once it is unpacked: modulo 2^32, and of its last member alone (RFC 1952). */
export async function unpackedLength(path: string): Promise<number> {
  const file = await openOrdinaryFile(path, { followLink: true });
  try {
    const { size } = await file.stat();
    const { bytes } = await readAt(file, Math.max(0, size - 4), 4);
    return Math.max(size, bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true));
  } finally {
    await file.close();
  }
}

export async function readAt(file: FileHandle, position: number, length: number): Promise<{ readonly bytes: Uint8Array }> {
  const bytes = new Uint8Array(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  return { bytes: bytes.subarray(0, bytesRead) };
}
