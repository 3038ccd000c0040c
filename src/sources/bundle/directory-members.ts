import { type Dirent, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Breather } from "../../platform/breather.ts";
import { errnoOf } from "../../platform/errno.ts";
import { inputErrorFromErrno } from "../../platform/input-error.ts";
import type { BundleMeter } from "./bundle-limits.ts";
import type { BundleMember } from "./bundle-member.ts";
import { plainFileChunks } from "./file-chunks.ts";
import { shownPath } from "./member-path.ts";
import { inUsefulOrder } from "./useful-order.ts";
import { type WalkRemarks, whyPassedOver } from "./walk-remarks.ts";

/** The ordinary files below a directory; links are not followed, so that the walk never leaves it. */
export async function* directoryMembers(root: string, meter: BundleMeter, remarks: WalkRemarks): AsyncGenerator<BundleMember> {
  const members: BundleMember[] = [];
  const waiting = [""];
  const breather = new Breather();
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of listFolder(root, folder, remarks)) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      meter.countFile();
      await breather.rest();
      if (entry.isDirectory()) waiting.push(path);
      else if (entry.isSymbolicLink()) remarks.passOver(whyPassedOver.link, shownPath(path));
      else if (entry.isFile()) members.push(memberOf(root, path, meter));
      else remarks.passOver(whyPassedOver.special, shownPath(path));
    }
  }
  yield* inUsefulOrder(members);
}

function listFolder(root: string, folder: string, remarks: WalkRemarks): Dirent[] {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (folder === "") throw inputErrorFromErrno(error, root) ?? error;
    const code = errnoOf(error);
    if (code === undefined) throw error;
    remarks.passOver(`the folder cannot be read (${code})`, shownPath(folder));
    return [];
  }
}

function memberOf(root: string, path: string, meter: BundleMeter): BundleMember {
  const { size, mtimeMs } = lstatSync(join(root, path));
  const diskPath = join(root, path);
  return {
    path: shownPath(path),
    bytes: size,
    modifiedAtMs: mtimeMs,
    diskPath,
    chunks: () => plainFileChunks(diskPath, meter, { followLink: false }),
  };
}
