import { type Stats, statSync } from "node:fs";

/** Throws where it is no file: reading a FIFO in its place would hold the whole program until somebody wrote to it. */
export function fileVersion(path: string): string {
  const found = statSync(path);
  if (!found.isFile()) throw new Error(`${path} is no file`);
  return versionOf(found);
}

/** Another one when the file is another one. A Secret is exchanged as a whole behind a link: its inode tells, where size and time may be the same. */
export function versionOf({ ino, mtimeMs, size }: Pick<Stats, "ino" | "mtimeMs" | "size">): string {
  return `${ino} ${mtimeMs} ${size}`;
}
