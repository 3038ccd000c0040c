import type { FileHandle } from "node:fs/promises";
import { createInflateRaw, constants as zlib } from "node:zlib";
import { InputError } from "../../platform/input-error.ts";
import { feedDecompressor, isDamagedStream } from "../gzip/feed-decompressor.ts";
import type { BundleMeter } from "./bundle-limits.ts";
import type { BundleMember } from "./bundle-member.ts";
import { fileRange, openOrdinaryFile, readAt } from "./file-chunks.ts";
import { safeMemberPath, shownPath } from "./member-path.ts";
import { inUsefulOrder } from "./useful-order.ts";
import { type WalkRemarks, whyPassedOver } from "./walk-remarks.ts";
import { readZipDirectory, scanZipEntries, type ZipEntry } from "./zip-directory.ts";

/** The ordinary files of a zip, by its directory; where the directory at the end is lost, by what stands before each file. */
export async function* zipMembers(path: string, meter: BundleMeter, remarks: WalkRemarks): AsyncGenerator<BundleMember> {
  const file = await openOrdinaryFile(path, { followLink: true });
  try {
    const { size } = await file.stat();
    let entries = await readZipDirectory(file, size, () => meter.countFile());
    if (entries === undefined) {
      entries = await scanZipEntries(file, size, () => meter.countFile());
      if (entries.length === 0)
        throw new InputError("bundle-damaged", path, "the zip has no directory at its end and no whole file at its beginning");
      remarks.add("the zip is cut short or damaged: its directory is missing, and what its beginning holds was used");
    }
    const seen = new Set<string>();
    const packed = { bytes: 0 };
    const members = entries.flatMap((entry) => {
      const memberPath = pathOf(entry, seen, remarks);
      if (memberPath === undefined) return [];
      const chunks = () => entryChunks(file, entry, { meter, remarks, memberPath, packed });
      return [
        { path: memberPath, bytes: entry.bytes, ...(entry.modifiedAtMs === undefined ? {} : { modifiedAtMs: entry.modifiedAtMs }), chunks },
      ];
    });
    yield* inUsefulOrder(members);
  } finally {
    await file.close();
  }
}

function pathOf(entry: ZipEntry, seen: Set<string>, remarks: WalkRemarks): string | undefined {
  if (entry.name.endsWith("/")) return undefined;
  const passOver = (because: string) => remarks.passOver(because, shownPath(entry.name));
  const path = safeMemberPath(entry.name);
  if (path === undefined) return void passOver(whyPassedOver.outside);
  if (entry.isLink) return void passOver(whyPassedOver.link);
  if (entry.isEncrypted) return void passOver(whyPassedOver.encrypted);
  if (entry.method !== stored && entry.method !== deflated) return void passOver(whyPassedOver.method);
  if (seen.has(path)) return void passOver(whyPassedOver.repeated);
  seen.add(path);
  return path;
}

const stored = 0;
const deflated = 8;

interface EntryReading {
  readonly meter: BundleMeter;
  readonly remarks: WalkRemarks;
  readonly memberPath: string;
  /** Over all entries of this walk, for the ratio. */
  readonly packed: { bytes: number };
}

async function* entryChunks(file: FileHandle, entry: ZipEntry, reading: EntryReading): AsyncGenerator<Uint8Array> {
  const { meter, remarks, memberPath, packed } = reading;
  const start = await dataStart(file, entry);
  if (start === undefined) {
    remarks.add(`${memberPath} is not where the zip's directory says; it was not read`);
    return;
  }
  const source = fileRange(file, start, entry.packedBytes);
  packed.bytes += entry.packedBytes;
  if (entry.method === stored) {
    for await (const chunk of source) {
      meter.countBytes(chunk.length);
      yield chunk;
    }
    return;
  }
  const inflate = createInflateRaw({ chunkSize: 262_144, finishFlush: zlib.Z_SYNC_FLUSH });
  const feeding = feedDecompressor(inflate, source);
  let unpacked = 0;
  try {
    for await (const chunk of inflate) {
      const bytes = chunk as Uint8Array; // a stream without encoding yields bytes
      unpacked += bytes.length;
      meter.countBytes(bytes.length, packed.bytes);
      yield bytes;
    }
    if (entry.hasSizes && unpacked !== entry.bytes) remarks.add(`${memberPath} is cut short; its beginning was read`);
  } catch (error) {
    if (!isDamagedStream(error)) throw error;
    remarks.add(`${memberPath} is damaged (${error.message}); what came before was read`);
  } finally {
    inflate.destroy();
    await feeding;
  }
}

/** The name and the extra field before the data may be longer or shorter than those in the directory. */
async function dataStart(file: FileHandle, entry: ZipEntry): Promise<number | undefined> {
  const { bytes } = await readAt(file, entry.headerAt, 30);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 30 || view.getUint32(0, true) !== 0x04034b50) return undefined;
  return entry.headerAt + 30 + view.getUint16(26, true) + view.getUint16(28, true);
}
