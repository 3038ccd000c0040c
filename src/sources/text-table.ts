import { createReadStream, fstatSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import type { FlowBatch } from "../model/flow-batch.ts";
import { createTextTableReader, type TextTableSummary } from "../wire/conntrack-text/text-table-reader.ts";
import { ByteFeed } from "./gzip/byte-feed.ts";
import { gunzipChunks, type OnDamage, type UnpackingMeter } from "./gzip/gunzip-chunks.ts";
import { isGzip } from "./gzip/is-gzip.ts";

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
  let damage: string | undefined;
  const onDamage = (what: string) => {
    damage = what;
  };
  for await (const chunk of textChunks(path, { ...options, onDamage })) {
    await options.roomFor?.(chunk.length);
    reader.push(chunk);
  }
  return { ...reader.finish(), wasInterrupted: options.signal?.aborted === true, ...(damage === undefined ? {} : { damage }) };
}

export interface TextChunksOptions extends Pick<TextTableOptions, "onProgress" | "signal"> {
  /** Told once at most, behind the last chunk. */
  readonly onDamage: OnDamage;
}

/** The bytes of a file or (for `-`) of standard input, unpacked where they are gzip; a chunk is overwritten by the next. They end with an interruption. */
export function textChunks(path: string, options: TextChunksOptions): AsyncGenerator<Uint8Array> {
  return untilAborted(unpacked(path === "-" ? standardInput(options) : fileChunks(path, options), options.onDamage), options.signal);
}

export interface TextTableOutcome extends TextTableSummary {
  readonly wasInterrupted: boolean;
  /** What is wrong with a compressed file; what came before it is in the figures. */
  readonly damage?: string;
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

async function* unpacked(chunks: AsyncGenerator<Uint8Array>, onDamage: OnDamage): AsyncGenerator<Uint8Array> {
  const feed = new ByteFeed(chunks);
  try {
    // A pipe may give them one by one.
    const start = await feed.take(2);
    feed.giveBack(start);
    const all = feed.stream(Number.POSITIVE_INFINITY);
    yield* isGzip(start) ? gunzipChunks(all, unmetered, onDamage) : all;
  } finally {
    await feed.close();
  }
}

/** What is unpacked is read as it comes and not kept, so that no length of it is too much. */
const unmetered: UnpackingMeter = { countGzipMember() {}, countBytes() {} };
