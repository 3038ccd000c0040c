import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * The directory and those above it that are missing, for this user alone. Throws what the file system throws. Node's own `recursive` never returns (Node 24) where a
 * directory is there and nothing can be made in it because it was removed: a mounted folder that was deleted on the node, a file system of the kernel's.
 */
export function makeDirectory(path: string): void {
  if (isDirectory(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeDirectory(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (!isDirectory(path)) throw error;
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
