import { createHash } from "node:crypto";
import { lstatSync, readdirSync, type Stats } from "node:fs";
import { join } from "node:path";
import { Breather } from "../../platform/breather.ts";
import { errnoOf } from "../../platform/errno.ts";

export interface BundleLook {
  /** Another one means that the bundle is not what it was. */
  readonly fingerprint: string;
  readonly bytes: number;
}

/**
 * How a bundle looks without being read: size and time of its file, or of every file of its folder, since a folder's own time says nothing of what grows in it.
 * Throws what the file system throws.
 */
export async function lookAtBundle(path: string): Promise<BundleLook> {
  const found = lstatSync(path);
  if (!found.isDirectory()) return { fingerprint: `${found.size}:${found.mtimeMs}`, bytes: found.size };
  const hash = createHash("sha256");
  let bytes = 0;
  let files = 0;
  const waiting = [""];
  // One call after another: a promise for each of some thousand files would take several times as long.
  const breather = new Breather();
  for (let folder = waiting.pop(); folder !== undefined && files <= mostFiles; folder = waiting.pop()) {
    for (const name of namesIn(path, folder)) {
      const relative = folder === "" ? name : `${folder}/${name}`;
      const one = statOf(join(path, relative));
      if (one === undefined) continue;
      await breather.rest();
      if (one.isDirectory()) waiting.push(relative);
      else {
        files++;
        bytes += one.size;
        hash.update(`${relative}\0${one.size}\0${one.mtimeMs}\n`);
      }
    }
  }
  return { fingerprint: `${files}:${bytes}:${hash.digest("hex").slice(0, 40)}`, bytes };
}

/** As many as a bundle may have; beyond it reading ends with an error of its own. */
const mostFiles = 50_000;

function namesIn(root: string, folder: string): readonly string[] {
  try {
    return readdirSync(join(root, folder)).sort();
  } catch (error) {
    if (folder === "" || errnoOf(error) === undefined) throw error;
    return []; // the reading says which folder cannot be read
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined; // gone, or in a folder that may not be entered
  }
}
