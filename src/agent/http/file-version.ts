import { statSync } from "node:fs";

/** Another one when the file is another one. A Secret is exchanged as a whole behind a link: its inode tells, where size and time may be the same. */
export function fileVersion(path: string): string {
  const { ino, mtimeMs, size } = statSync(path);
  return `${ino} ${mtimeMs} ${size}`;
}
