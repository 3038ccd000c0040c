import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { errnoOf } from "../../platform/errno.ts";
import { decodeTarHeader, tarBlock } from "../../sources/bundle/tar-header.ts";
import { reservedBytes } from "../../sources/bundle-writer/gzip-archive.ts";
import { decodeIncident, type IncidentRecord, incidentFile, incidentFileBytes } from "./incident-record.ts";

/** A link is somebody else's way to somewhere else, and a pipe would be waited for. */
export const incidentReadFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export interface IncidentBeginning {
  readonly record: IncidentRecord;
  readonly bytes: number;
}

/** Undefined for what is no incident, whatever it is; throws what the file system throws. */
export function readIncidentBeginning(path: string): IncidentBeginning | undefined {
  const descriptor = openSync(path, incidentReadFlags);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return undefined;
    const [first] = unpackTar(readRange(descriptor, 0, headBytes));
    const record = first?.path === incidentFile ? decodeIncident(first.text) : undefined;
    return record === undefined || record.body.end > stats.size ? undefined : { record, bytes: stats.size };
  } finally {
    closeSync(descriptor);
  }
}

export interface PackedFile {
  readonly path: string;
  readonly text: string;
}

/** What stands behind the body: the samples, the manifest. */
export function readIncidentTail(path: string, { body }: IncidentRecord): readonly PackedFile[] {
  const descriptor = openSync(path, incidentReadFlags);
  try {
    const length = fstatSync(descriptor).size - body.end;
    return length < 0 || length > mostTailBytes ? [] : unpackTar(readRange(descriptor, body.end, length));
  } finally {
    closeSync(descriptor);
  }
}

/** `incident.json` is stored and not compressed, so its length in the archive is always this. */
export const headBytes = reservedBytes(incidentFileBytes);

/** Text hardly ever packs better than by 20. */
const mostTailBytes = 4 << 20;
const mostUnpackedBytes = 32 << 20;

function readRange(descriptor: number, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (let got = -1; got !== 0 && at < length; at += got) got = readSync(descriptor, bytes, at, length - at, position + at);
  return bytes.subarray(0, at);
}

/** None of a text that is no gzip of a tar, or that ends before its files do. */
function unpackTar(packed: Uint8Array): readonly PackedFile[] {
  const bytes = unpack(packed);
  const files: PackedFile[] = [];
  for (let at = 0; at + tarBlock <= bytes.length; ) {
    const header = decodeTarHeader(bytes.subarray(at, at + tarBlock));
    // The end mark, or what is no tar.
    if (header === undefined || header.name === "") break;
    const start = at + tarBlock;
    if (start + header.size > bytes.length) break;
    files.push({ path: header.name, text: new TextDecoder().decode(bytes.subarray(start, start + header.size)) });
    at = start + Math.ceil(header.size / tarBlock) * tarBlock;
  }
  return files;
}

function unpack(packed: Uint8Array): Uint8Array {
  try {
    return gunzipSync(packed, { maxOutputLength: mostUnpackedBytes });
  } catch (error) {
    // zlib's own codes, and that of a result past its bound.
    if (errnoOf(error) === undefined) throw error;
    return new Uint8Array();
  }
}
