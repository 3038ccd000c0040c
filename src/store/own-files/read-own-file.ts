import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";

/** A file that we have written: ordinary, of this user, not larger than what we write. What somebody else put there is not believed; undefined then. */
export function readOwnFile(path: string, largestBytes: number): string | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return undefined; // none yet, or not to be read
  }
  try {
    const found = fstatSync(file);
    if (!found.isFile() || found.size > largestBytes || found.uid !== process.getuid?.()) return undefined;
    return readFileSync(file, "utf8");
  } catch {
    return undefined; // a damaged disk: what was kept is made anew
  } finally {
    closeSync(file);
  }
}
