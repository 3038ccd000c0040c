import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { Transform } from "node:stream";
import { createGunzip, constants as zlib } from "node:zlib";
import { InputError, inputErrorFromErrno } from "../../platform/input-error.ts";
import type { BundleMeter } from "./bundle-limits.ts";

/** Opens without following a link (unless the user named it) and without waiting for the writer of a pipe. */
export async function openOrdinaryFile(path: string, options: { readonly followLink: boolean }): Promise<FileHandle> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | (options.followLink ? 0 : constants.O_NOFOLLOW));
  } catch (error) {
    throw inputErrorFromErrno(error, path) ?? error;
  }
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new InputError("file-unreadable", path, "is no ordinary file");
}

const chunkBytes = 1 << 20;

/** The bytes of a range of a file. A chunk is overwritten once the next has been asked for: meanwhile the one after it is read. */
export async function* fileRange(file: FileHandle, from = 0, length = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
  const size = Math.max(1, Math.min(chunkBytes, length));
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

/** `length` is no proof: a gzip file may be several, one behind the other, and says only how long the last is. A tar knows by itself where it ends. */
export type OnDamage = (what: string, kind: "length" | "content") => void;

/** The bytes of a file; a gzip file is unpacked on the way. */
export async function* fileChunks(path: string, meter: BundleMeter, damage: OnDamage): AsyncGenerator<Uint8Array> {
  const file = await openOrdinaryFile(path, { followLink: true });
  try {
    const { size } = await file.stat();
    if (await isGzip(file)) {
      yield* gunzipped(file, size, meter, damage);
      return;
    }
    for await (const chunk of fileRange(file)) {
      meter.countBytes(chunk.length);
      yield chunk;
    }
  } finally {
    await file.close();
  }
}

/** RFC 1952: a member ends with its unpacked size modulo 2^32, and several members may follow each other. */
async function gzipLength(file: FileHandle, size: number): Promise<number> {
  const { bytes } = await readAt(file, Math.max(0, size - 4), 4);
  return bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
}

/** How long a file is, a compressed one once it is unpacked, as far as it says that itself. */
export async function unpackedLength(path: string): Promise<number> {
  const file = await openOrdinaryFile(path, { followLink: true });
  try {
    const { size } = await file.stat();
    return (await isGzip(file)) ? Math.max(size, await gzipLength(file, size)) : size;
  } finally {
    await file.close();
  }
}

export async function isGzipFile(path: string): Promise<boolean> {
  const file = await openOrdinaryFile(path, { followLink: true });
  try {
    return await isGzip(file);
  } finally {
    await file.close();
  }
}

async function isGzip(file: FileHandle): Promise<boolean> {
  const { bytes } = await readAt(file, 0, 2);
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

export async function readAt(file: FileHandle, position: number, length: number): Promise<{ readonly bytes: Uint8Array }> {
  const bytes = new Uint8Array(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  return { bytes: bytes.subarray(0, bytesRead) };
}

async function* gunzipped(file: FileHandle, size: number, meter: BundleMeter, damage: OnDamage): AsyncGenerator<Uint8Array> {
  // A file that ends too early would make zlib throw its last bytes away with the error; a flush instead of an end keeps them.
  const gunzip = createGunzip({ chunkSize: 262_144, finishFlush: zlib.Z_SYNC_FLUSH });
  const source = fileRange(file);
  const feeding = feed(gunzip, source);
  let unpacked = 0;
  try {
    for await (const chunk of gunzip) {
      const bytes = chunk as Uint8Array; // a stream without encoding yields bytes
      unpacked += bytes.length;
      meter.countBytes(bytes.length, gunzip.bytesWritten);
      yield bytes;
    }
    const said = await gzipLength(file, size);
    if (said !== unpacked % 2 ** 32)
      damage("the compressed file is cut short, or made of several; what could be unpacked was read", "length");
  } catch (error) {
    if (!isDamagedStream(error)) throw error;
    damage(`the compressed file is damaged (${error.message}); what came before was read`, "content");
  } finally {
    gunzip.destroy();
    await feeding;
  }
}

export function isDamagedStream(error: unknown): error is Error {
  return error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("Z_");
}

/** Writes what the source gives into a decompressor, waiting for it; ends when either of them does, and never rejects. */
export async function feed(into: Transform, source: AsyncIterable<Uint8Array>): Promise<void> {
  const closed = new Promise<void>((resolve) => into.once("close", resolve));
  try {
    for await (const chunk of source) {
      // The source reuses its buffer, and the decompressor keeps what it is given.
      const written = new Promise<void>((resolve) => into.write(chunk.slice(), () => resolve()));
      await Promise.race([written, closed]);
      if (into.destroyed) return;
    }
    into.end();
  } catch (error) {
    into.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}
