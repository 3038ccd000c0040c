import { utimesSync } from "node:fs";

/** Says that a kept file is of use: where there are too many, the longest unused goes first. */
export function touchFile(path: string): void {
  try {
    const seconds = Date.now() / 1000;
    utimesSync(path, seconds, seconds);
  } catch {
    // A folder that is only to be read still serves.
  }
}
