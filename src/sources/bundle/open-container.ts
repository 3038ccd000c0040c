import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { InputError, inputErrorFromErrno } from "../../platform/input-error.ts";
import { type BundleLimits, BundleMeter } from "./bundle-limits.ts";
import type { BundleContainer, BundleMember } from "./bundle-member.ts";
import { directoryMembers } from "./directory-members.ts";
import { fileChunks, isGzipFile, openOrdinaryFile, readAt, unpackedLength } from "./file-chunks.ts";
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
          fileChunks(path, meter, (what, kind) => {
            if (kind === "content") remarks.add(what);
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
  try {
    if ((await stat(path)).isDirectory()) return "directory";
  } catch (error) {
    throw inputErrorFromErrno(error, path) ?? error;
  }
  const file = await openOrdinaryFile(path, { followLink: true });
  try {
    const { bytes } = await readAt(file, 0, 4);
    const magic = bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    // A file's header, or the end record of a zip without files.
    if (magic === 0x04034b50 || magic === 0x06054b50) return "zip";
  } finally {
    await file.close();
  }
  return (await beginsAsTar(path, limits)) ? "tar" : "file";
}

async function beginsAsTar(path: string, limits: BundleLimits): Promise<boolean> {
  const block = new Uint8Array(tarBlock);
  let filled = 0;
  let damage: string | undefined;
  for await (const chunk of fileChunks(path, new BundleMeter(path, limits), (what) => {
    damage = what;
  })) {
    const part = chunk.subarray(0, tarBlock - filled);
    block.set(part, filled);
    filled += part.length;
    if (filled === tarBlock) break;
  }
  if (filled === 0 && damage !== undefined) throw new InputError("bundle-damaged", path, damage);
  return filled === tarBlock && decodeTarHeader(block) !== undefined;
}

async function* singleMember(path: string, meter: BundleMeter, damage: (what: string) => void): AsyncGenerator<BundleMember> {
  const { mtimeMs } = await stat(path);
  meter.countFile();
  yield {
    path: shownPath(basename(path)),
    bytes: await unpackedLength(path),
    modifiedAtMs: mtimeMs,
    ...((await isGzipFile(path)) ? {} : { diskPath: path }),
    chunks: () => fileChunks(path, meter, damage),
  };
}
