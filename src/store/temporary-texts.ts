import { openTemporaryFolder, type TemporaryFolder } from "./temporary-folder.ts";
import { TextStore } from "./text-store.ts";

/** Texts that live as long as the process: where there is no place of their own, or no room in it. */
export class TemporaryTexts {
  readonly #maximumBytes: number;
  #opened: { readonly folder: TemporaryFolder; readonly store: TextStore } | undefined;

  constructor(maximumBytes: number) {
    this.#maximumBytes = maximumBytes;
  }

  /** Throws what the file system throws. */
  open(): TextStore {
    if (this.#opened === undefined) {
      const folder = openTemporaryFolder("texts");
      this.#opened = { folder, store: new TextStore({ directory: folder.path, maximumBytes: this.#maximumBytes }) };
    }
    return this.#opened.store;
  }

  close(): void {
    this.#opened?.folder.remove();
    this.#opened = undefined;
  }
}
