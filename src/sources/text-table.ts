import { createReadStream, fstatSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import type { FlowBatch } from "../model/flow-batch.ts";
import { createTextTableReader, type TextTableSummary } from "../wire/conntrack-text/text-table-reader.ts";

export interface TextTableOptions {
  readonly onBatch: (batch: FlowBatch) => void;
  /** Awaited before so many bytes of text are parsed into batches. */
  readonly roomFor?: (textBytes: number) => Promise<void> | undefined;
  /** Bytes read so far of the file as it lies on disk; the size is undefined for a pipe. */
  readonly onProgress?: (bytesRead: number, bytesInAll: number | undefined) => void;
  readonly signal?: AbortSignal;
}

/** Reads a saved table, plain or gzip, from a file or (for `-`) from standard input, a megabyte at a time. */
export async function readTextTable(path: string, options: TextTableOptions): Promise<TextTableOutcome> {
  const reader = createTextTableReader({ onBatch: options.onBatch });
  try {
    for await (const chunk of textChunks(path, options)) {
      await options.roomFor?.(chunk.length);
      reader.push(chunk);
    }
  } catch (error) {
    if (!isDamagedGzip(error)) throw error;
    return {
      ...reader.finish(),
      wasInterrupted: false,
      damage: `the compressed file is damaged or cut short (${error.message}); what came before is counted`,
    };
  }
  return { ...reader.finish(), wasInterrupted: options.signal?.aborted === true };
}

/** The bytes of a file or (for `-`) of standard input, unpacked where they are gzip; a chunk is overwritten by the next. They end with an interruption. */
export function textChunks(path: string, options: Pick<TextTableOptions, "onProgress" | "signal">): AsyncGenerator<Uint8Array> {
  return untilAborted(decompressed(path === "-" ? standardInput(options) : fileChunks(path, options)), options.signal);
}

export interface TextTableOutcome extends TextTableSummary {
  readonly wasInterrupted: boolean;
  /** Why the end of a compressed file could not be read; what came before it is in the figures. */
  readonly damage?: string;
}

export function isDamagedGzip(error: unknown): error is Error {
  return error instanceof Error && "code" in error && (error.code === "Z_BUF_ERROR" || error.code === "Z_DATA_ERROR");
}

/** How long a text is, where that can be known before it is read: not of a pipe, of a compressed file, nor of one that the kernel writes as it is read. */
export async function textBytesOf(path: string): Promise<number | undefined> {
  if (path === "-") return undefined;
  const status = await stat(path);
  if (!status.isFile() || status.size === 0) return undefined;
  const file = await open(path);
  try {
    const start = new Uint8Array(2);
    await file.read(start, 0, 2);
    return isGzip(start) ? undefined : status.size;
  } finally {
    await file.close();
  }
}

/** Ends with the interruption also where the next chunk never comes, so that what a silent pipe gave before is counted. */
async function* untilAborted(chunks: AsyncGenerator<Uint8Array>, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  let interrupt: () => void = () => {};
  signal?.addEventListener("abort", () => interrupt(), { once: true });
  try {
    while (signal?.aborted !== true) {
      const next = await new Promise<IteratorResult<Uint8Array> | undefined>((resolve, reject) => {
        interrupt = () => resolve(undefined);
        chunks.next().then(resolve, reject);
      });
      if (next === undefined || next.done === true) return;
      yield next.value;
    }
  } finally {
    // Closes the file. Nobody waits for it: of a silent pipe it never comes.
    chunks.return(undefined).catch(() => undefined);
  }
}

const chunkBytes = 1 << 20;

async function* fileChunks(path: string, { onProgress }: Pick<TextTableOptions, "onProgress">): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  let reading: ReturnType<typeof file.read<Uint8Array>> | undefined;
  try {
    const { size } = await file.stat();
    // The next bytes are read while the last are parsed.
    let buffer = new Uint8Array(chunkBytes);
    let other = new Uint8Array(chunkBytes);
    let total = 0;
    reading = file.read(buffer, 0, chunkBytes);
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      [buffer, other] = [other, buffer];
      reading = file.read(buffer, 0, chunkBytes);
      // Nobody waits for it yet, and a failure is for the one who will.
      reading.catch(() => undefined);
      total += bytesRead;
      yield other.subarray(0, bytesRead);
      onProgress?.(total, size);
    }
  } finally {
    await reading?.catch(() => undefined);
    await file.close();
  }
}

async function* standardInput({ onProgress, signal }: Pick<TextTableOptions, "onProgress" | "signal">): AsyncGenerator<Uint8Array> {
  const status = fstatSync(0);
  // Whoever imports node:process as a module, as commander does, makes Node open process.stdin, and a pipe is non-blocking from then on: another
  // stream on it ends with EAGAIN whenever the writer is slower than we are.
  const input =
    status.isFile() || status.isDirectory() ? createReadStream("", { fd: 0, highWaterMark: chunkBytes, autoClose: false }) : process.stdin;
  signal?.addEventListener("abort", () => input.destroy(), { once: true });
  let total = 0;
  for await (const chunk of input) {
    const bytes = chunk as Uint8Array; // a stream without encoding yields bytes
    total += bytes.length;
    yield bytes;
    onProgress?.(total, undefined);
  }
}

/** By its first two bytes; a plain table begins with a letter. */
function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function* decompressed(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const first = await chunks.next();
  if (first.done) return;
  if (!isGzip(first.value)) {
    yield first.value;
    yield* chunks;
    return;
  }
  const gunzip = createGunzip({ chunkSize: 262_144 });
  const fed = feed(gunzip, first.value, chunks);
  for await (const chunk of gunzip) yield chunk as Uint8Array;
  await fed;
}

async function feed(gunzip: ReturnType<typeof createGunzip>, first: Uint8Array, chunks: AsyncGenerator<Uint8Array>): Promise<void> {
  const write = (bytes: Uint8Array) =>
    // The reader reuses its buffer, and the decompressor keeps what it is given: so it gets a copy.
    new Promise<void>((resolve, reject) => gunzip.write(bytes.slice(), (error) => (error ? reject(error) : resolve())));
  try {
    await write(first);
    for await (const chunk of chunks) await write(chunk);
    gunzip.end();
  } catch (error) {
    gunzip.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}
