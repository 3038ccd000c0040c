import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isLeftBehind } from "./own-files/left-behind.ts";

export interface TemporaryFolder {
  readonly path: string;
  /** With all that is in it; may be called more than once. */
  remove(): void;
}

/**
 * A folder for this process alone, which goes with it at the latest. What a process left that was killed is removed by the next one that asks for the same kind.
 * Throws what the file system throws.
 */
export function openTemporaryFolder(kind: string): TemporaryFolder {
  removeThoseOfTheDead(kind);
  const path = mkdtempSync(join(tmpdir(), `ullage-${kind}-${process.pid}-`));
  const remove = () => {
    process.off("exit", remove);
    rmSync(path, { recursive: true, force: true });
  };
  process.once("exit", remove);
  return { path, remove };
}

/** Whoever only seems dead, in another namespace of processes, finds its folder gone, and makes another where it can. */
function removeThoseOfTheDead(kind: string): void {
  const names = new RegExp(`^ullage-${kind}-(\\d+)-\\w+$`);
  for (const name of readdirSync(tmpdir())) {
    const pid = names.exec(name)?.[1];
    if (pid === undefined) continue;
    const path = join(tmpdir(), name);
    try {
      if (isLeftBehind(Number(pid), statSync(path).mtimeMs)) rmSync(path, { recursive: true, force: true });
    } catch {
      // Another user's; the folder is shared.
    }
  }
}
