import { type Stats, statSync } from "node:fs";
import { basename } from "node:path";
import { constants, gunzipSync } from "node:zlib";
import { InputError, inputErrorFromErrno } from "../../platform/input-error.ts";
import { ByteFeed } from "../gzip/byte-feed.ts";
import { isDamagedStream } from "../gzip/feed-decompressor.ts";
import { isGzip } from "../gzip/is-gzip.ts";
import { type BundleLimits, BundleMeter } from "./bundle-limits.ts";
import type { BundleContainer, BundleMember } from "./bundle-member.ts";
import { directoryMembers } from "./directory-members.ts";
import { fileChunks, readBeginning, unpackedLength } from "./file-chunks.ts";
import { shownPath } from "./member-path.ts";
import { decodeTarHeader, tarBlock } from "./tar-header.ts";
import { tarMembers } from "./tar-members.ts";
import { WalkRemarks } from "./walk-remarks.ts";
import { zipMembers } from "./zip-members.ts";

/** A directory, a tar or zip or plain file, by its content; gzip around a tar or a file is seen through. Each walk has its limits anew. */
export async function openContainer(path: string, limits: BundleLimits): Promise<BundleContainer> {
  const kind = await kindOf(path, limits);
  const remarks = new WalkRemarks();
  const walk = (): AsyncGenerator<BundleMember> => {
    remarks.clear();
    const meter = new BundleMeter(path, limits);
    const damage = (what: string) => remarks.add(what);
    switch (kind) {
      case "directory":
        return directoryMembers(path, meter, remarks);
      case "zip":
        return zipMembers(path, meter, remarks);
      case "tar":
        return tarMembers(
          // Where a tar is cut it knows by itself.
          fileChunks(path, meter, (what, kind) => {
            if (kind !== "cut") remarks.add(what);
          }),
          meter,
          remarks,
        );
      case "file":
        return singleMember(path, meter, damage);
    }
  };
  return {
    kind,
    members: walk,
    get remarks() {
      return remarks.all;
    },
  };
}

async function kindOf(path: string, limits: BundleLimits): Promise<BundleContainer["kind"]> {
  if (statOf(path).isDirectory()) return "directory";
  const start = readBeginning(path, 2 * tarBlock, { followLink: true });
  const magic = start.bytes.length < 4 ? 0 : new DataView(start.bytes.buffer, start.bytes.byteOffset).getUint32(0, true);
  // A file's header, or the end record of a zip without files.
  if (magic === 0x04034b50 || magic === 0x06054b50) return "zip";
  const block = isGzip(start.bytes) ? (unpackedAtOnce(start.bytes) ?? (await firstUnpacked(path, limits))) : start.bytes;
  return block.length >= tarBlock && decodeTarHeader(block.subarray(0, tarBlock)) !== undefined ? "tar" : "file";
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw inputErrorFromErrno(error, path) ?? error;
  }
}

/** The first block of a tar mostly shrinks to some hundred bytes, and a stream for each of ten thousand archives takes seconds. */
function unpackedAtOnce(start: Uint8Array): Uint8Array | undefined {
  try {
    const bytes = gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH });
    return bytes.length < tarBlock ? undefined : bytes;
  } catch (error) {
    if (!isDamagedStream(error)) throw error;
    return undefined; // what is wrong with it, and where, the stream tells
  }
}

async function firstUnpacked(path: string, limits: BundleLimits): Promise<Uint8Array> {
  let damage: string | undefined;
  const feed = new ByteFeed(
    fileChunks(path, new BundleMeter(path, limits), (what) => {
      damage = what;
    }),
  );
  try {
    const block = await feed.take(tarBlock);
    if (block.length === 0 && damage !== undefined) throw new InputError("bundle-damaged", path, damage);
    return block;
  } finally {
    await feed.close();
  }
}

async function* singleMember(path: string, meter: BundleMeter, damage: (what: string) => void): AsyncGenerator<BundleMember> {
  const start = readBeginning(path, 2, { followLink: true });
  meter.countFile();
  yield {
    path: shownPath(basename(path)),
    bytes: isGzip(start.bytes) ? await unpackedLength(path) : start.size,
    modifiedAtMs: start.modifiedAtMs,
    ...(isGzip(start.bytes) ? {} : { diskPath: path }),
    chunks: () => fileChunks(path, meter, damage),
  };
}
