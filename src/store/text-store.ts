import { createHash } from "node:crypto";
import { type Dirent, lstatSync, readdirSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { bootId } from "../platform/boot-id.ts";
import { makeDirectory } from "../platform/make-directory.ts";
import { touchFile } from "./own-files/touch-file.ts";
import { draftOf } from "./own-files/write-own-file.ts";
import { TextWriter } from "./text-writer.ts";

export interface TextStoreOptions {
  readonly directory: string;
  /** Of all texts together; the longest unused are removed beyond it. */
  readonly maximumBytes: number;
}

/**
 * The texts of packed bundles, one behind the other in one ordinary file a bundle, so that any place of them can be read. Names are hashes: nothing that an archive
 * says ever becomes a path. Whatever is removed here is unpacked again when it is asked for.
 */
export class TextStore {
  readonly #directory: string;
  readonly #maximumBytes: number;
  /** Nothing is synced to disk, so after a start of the machine a file may have its length and not its bytes. */
  readonly #boot = bootId();

  constructor({ directory, maximumBytes }: TextStoreOptions) {
    this.#directory = directory;
    this.#maximumBytes = maximumBytes;
  }

  /** Where the texts of a bundle lie, if they do and are whole. */
  find(key: string, bytes: number): string | undefined {
    const path = this.#pathOf(key);
    try {
      const found = lstatSync(path);
      if (!found.isFile() || found.size !== bytes || found.uid !== process.getuid?.()) return undefined;
    } catch {
      return undefined; // gone: it is made anew
    }
    touchFile(path);
    return path;
  }

  /** Throws what the file system throws. */
  async begin(key: string): Promise<TextWriter> {
    makeDirectory(this.#directory);
    const target = this.#pathOf(key);
    const draft = draftOf(target);
    const file = await open(draft, "wx", 0o600);
    return new TextWriter({ file, draft, target, maximumBytes: this.#maximumBytes, onCommitted: () => this.#trim(target) });
  }

  /** Removes everything; gives how many bytes that was. */
  clear(): number {
    let bytes = 0;
    for (const { path, size } of this.#list()) {
      rmSync(path, { force: true });
      bytes += size;
    }
    return bytes;
  }

  #pathOf(key: string): string {
    return join(this.#directory, `${hashOf(`${key}\0${this.#boot}`)}${ending}`);
  }

  #trim(justWritten: string): void {
    const texts = this.#list();
    let total = texts.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of texts.toSorted((left, right) => left.usedAtMs - right.usedAtMs)) {
      if (total <= this.#maximumBytes) return;
      if (path === justWritten) continue;
      rmSync(path, { force: true });
      total -= size;
    }
  }

  #list(): readonly { readonly path: string; readonly size: number; readonly usedAtMs: number }[] {
    return entriesOf(this.#directory).flatMap(({ name }) => {
      if (!name.endsWith(ending)) return [];
      const path = join(this.#directory, name);
      const found = lstatSync(path, { throwIfNoEntry: false });
      return found?.isFile() === true ? [{ path, size: found.size, usedAtMs: found.mtimeMs }] : [];
    });
  }
}

const ending = ".text";

export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 40);
}

function entriesOf(directory: string): readonly Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return []; // not made yet, or not to be read: then nothing of ours is in it
  }
}
