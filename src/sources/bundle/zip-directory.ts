import type { FileHandle } from "node:fs/promises";
import { readAt } from "./file-chunks.ts";

/** One file of a zip, as PKWARE's APPNOTE.TXT 6.3 lays it out. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** False for an entry found without the directory whose sizes stand behind its data. */
  readonly hasSizes: boolean;
  readonly headerAt: number;
  readonly isEncrypted: boolean;
  readonly isLink: boolean;
  readonly modifiedAtMs?: number;
}

/** The entries of the directory at the end; undefined where there is none. */
export async function readZipDirectory(file: FileHandle, size: number, onEntry: () => void): Promise<readonly ZipEntry[] | undefined> {
  const place = await findDirectory(file, size);
  if (place === undefined || place.offset + place.length > size || place.length > longestDirectory) return undefined;
  const { bytes } = await readAt(file, place.offset, place.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries: ZipEntry[] = [];
  for (let at = 0; at + 46 <= bytes.length && view.getUint32(at, true) === centralHeader; ) {
    onEntry();
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    entries.push(decodeCentral(view, bytes, at, nameLength, extraLength));
    at += 46 + nameLength + extraLength + view.getUint16(at + 32, true);
  }
  return entries;
}

/** 50,000 entries with names of 1,000 bytes. */
const longestDirectory = 64 * 1024 ** 2;
const centralHeader = 0x02014b50;
const localHeader = 0x04034b50;

function decodeCentral(view: DataView, bytes: Uint8Array, at: number, nameLength: number, extraLength: number): ZipEntry {
  const madeBy = view.getUint8(at + 5);
  const mode = view.getUint32(at + 38, true) >>> 16;
  const flags = view.getUint16(at + 8, true);
  const wide = wideNumbers(view, at + 46 + nameLength, extraLength, [
    view.getUint32(at + 24, true),
    view.getUint32(at + 20, true),
    view.getUint32(at + 42, true),
  ]);
  const modifiedAtMs = dosTime(view.getUint16(at + 14, true), view.getUint16(at + 12, true));
  return {
    name: utf8.decode(bytes.subarray(at + 46, at + 46 + nameLength)),
    method: view.getUint16(at + 10, true),
    bytes: wide[0],
    packedBytes: wide[1],
    headerAt: wide[2],
    hasSizes: true,
    isEncrypted: (flags & 1) !== 0,
    // Made on Unix, with the file type of a symbolic link.
    isLink: madeBy === 3 && (mode & 0xf000) === 0xa000,
    ...(modifiedAtMs === undefined ? {} : { modifiedAtMs }),
  };
}

/** Unpacked size, packed size and offset; each that is all ones stands as 64 bits in the extra field 1 (zip64), in this order. */
function wideNumbers(view: DataView, at: number, length: number, narrow: readonly [number, number, number]): [number, number, number] {
  const result: [number, number, number] = [...narrow];
  for (let field = at; field + 4 <= at + length && field + 4 <= view.byteLength; ) {
    const size = view.getUint16(field + 2, true);
    if (view.getUint16(field, true) === 1) {
      let value = field + 4;
      for (const [index, number] of narrow.entries()) {
        if (number !== 0xffffffff || value + 8 > Math.min(field + 4 + size, view.byteLength)) continue;
        result[index] = Number(view.getBigUint64(value, true));
        value += 8;
      }
    }
    field += 4 + size;
  }
  return result;
}

async function findDirectory(file: FileHandle, size: number): Promise<{ readonly offset: number; readonly length: number } | undefined> {
  // A comment of up to 65,535 bytes may follow the end record.
  const from = Math.max(0, size - 65_557);
  const { bytes } = await readAt(file, from, size - from);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = bytes.length - 22; at >= 0; at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    const narrow = { length: view.getUint32(at + 12, true), offset: view.getUint32(at + 16, true) };
    if (narrow.offset !== 0xffffffff && narrow.length !== 0xffffffff) return narrow;
    return at >= 20 && view.getUint32(at - 20, true) === 0x07064b50
      ? readWideEnd(file, Number(view.getBigUint64(at - 12, true)))
      : undefined;
  }
  return undefined;
}

async function readWideEnd(file: FileHandle, at: number): Promise<{ readonly offset: number; readonly length: number } | undefined> {
  if (!Number.isSafeInteger(at)) return undefined;
  const { bytes } = await readAt(file, at, 56);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 56 || view.getUint32(0, true) !== 0x06064b50) return undefined;
  return { length: Number(view.getBigUint64(40, true)), offset: Number(view.getBigUint64(48, true)) };
}

/**
 * The entries of a zip whose end is lost, from the header before each file. Where that header says no size (a zip that was written as a stream), the file is
 * taken to reach to the end of what is there, and nothing behind it is found: deflate knows its own end.
 */
export async function scanZipEntries(file: FileHandle, size: number, onEntry: () => void): Promise<readonly ZipEntry[]> {
  const entries: ZipEntry[] = [];
  for (let at = 0; at < size; ) {
    const { bytes } = await readAt(file, at, 30 + 4096);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (bytes.length < 30 || view.getUint32(0, true) !== localHeader) break;
    onEntry();
    const flags = view.getUint16(6, true);
    const nameLength = view.getUint16(26, true);
    const extraLength = view.getUint16(28, true);
    const isStreamed = (flags & 8) !== 0 && view.getUint32(18, true) === 0;
    const [unpacked, packed] = wideNumbers(view, 30 + nameLength, extraLength, [view.getUint32(22, true), view.getUint32(18, true), 0]);
    const dataAt = at + 30 + nameLength + extraLength;
    const modifiedAtMs = dosTime(view.getUint16(12, true), view.getUint16(10, true));
    entries.push({
      name: utf8.decode(bytes.subarray(30, 30 + nameLength)),
      method: view.getUint16(8, true),
      bytes: unpacked,
      packedBytes: Math.min(isStreamed ? size : packed, size - dataAt),
      hasSizes: !isStreamed,
      headerAt: at,
      isEncrypted: (flags & 1) !== 0,
      isLink: false,
      ...(modifiedAtMs === undefined ? {} : { modifiedAtMs }),
    });
    if (isStreamed) break;
    at = dataAt + packed;
  }
  return entries;
}

/** The local time of whoever packed; taken as UTC, since the zip does not say which. */
function dosTime(date: number, time: number): number | undefined {
  const [year, month, day] = [1980 + (date >> 9), (date >> 5) & 15, date & 31];
  if (month < 1 || month > 12 || day < 1) return undefined;
  return Date.UTC(year, month - 1, day, time >> 11, (time >> 5) & 63, (time & 31) * 2);
}

const utf8 = new TextDecoder();
