import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { isProcessThere } from "../is-process-there.ts";

/** Whether what bears the number of a process was left by one that is gone. In a container a program has the same number at each start, so age tells then. */
export function isLeftBehind(pid: number, changedAtMs: number): boolean {
  if (pid === process.pid) return changedAtMs < Date.now() - process.uptime() * 1000;
  return !isProcessThere(pid);
}

/** Removes what processes that were killed were writing. */
export function removeDrafts(directory: string): void {
  try {
    for (const name of readdirSync(directory)) {
      const pid = draftName.exec(name)?.[1];
      const path = join(directory, name);
      if (pid !== undefined && isLeftBehind(Number(pid), statSync(path).mtimeMs)) rmSync(path, { force: true });
    }
  } catch {
    // Not made yet, or not to be written to: then there is nothing of ours to remove.
  }
}

const draftName = /\.(\d+)-[0-9a-f]{8}\.part$/;
