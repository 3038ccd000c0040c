import { randomBytes } from "node:crypto";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { makeDirectory } from "../../platform/make-directory.ts";

/** For this user alone, and whole or not at all, even when the machine goes down. Throws what the file system throws, and leaves nothing behind then. */
export async function writeOwnFile(path: string, text: string): Promise<void> {
  const draft = draftOf(path);
  makeDirectory(dirname(path));
  try {
    await writeFile(draft, text, draftOptions);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** The same before anything else happens: for small files that others look at. */
export function writeOwnFileAtOnce(path: string, text: string): void {
  const draft = draftOf(path);
  makeDirectory(dirname(path));
  try {
    writeFileSync(draft, text, draftOptions);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Its name tells who is writing, so that what a killed process left can be told from what is being written. */
export function draftOf(path: string): string {
  return `${path}.${process.pid}-${randomBytes(4).toString("hex")}.part`;
}

const draftOptions = { mode: 0o600, flag: "wx", flush: true } as const;
