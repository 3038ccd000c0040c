import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isLeftBehind } from "./own-files/left-behind.ts";
import { TextStore } from "./text-store.ts";

/** Texts that live as long as the process: where there is no place of their own, or no room in it. */
export class TemporaryTexts {
  readonly #maximumBytes: number;
  #opened: { readonly directory: string; readonly store: TextStore } | undefined;

  constructor(maximumBytes: number) {
    this.#maximumBytes = maximumBytes;
  }

  /** Throws what the file system throws. */
  open(): TextStore {
    if (this.#opened === undefined) {
      removeThoseOfTheDead();
      const directory = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
      this.#opened = { directory, store: new TextStore({ directory, maximumBytes: this.#maximumBytes }) };
      process.once("exit", this.close);
    }
    return this.#opened.store;
  }

  readonly close = (): void => {
    if (this.#opened === undefined) return;
    process.off("exit", this.close);
    rmSync(this.#opened.directory, { recursive: true, force: true });
    this.#opened = undefined;
  };
}

const prefix = "ullage-texts-";

/** A process that was killed removes nothing. Whoever only seems dead, in another namespace of processes, unpacks once more. */
function removeThoseOfTheDead(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = /^ullage-texts-(\d+)-\w+$/.exec(name)?.[1];
    if (pid === undefined) continue;
    const path = join(tmpdir(), name);
    try {
      if (isLeftBehind(Number(pid), statSync(path).mtimeMs)) rmSync(path, { recursive: true, force: true });
    } catch {
      // Another user's; the folder is shared.
    }
  }
}
