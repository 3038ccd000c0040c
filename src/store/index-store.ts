import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { type KeptIndex, keptIndexSchema } from "../contract/kept-index.ts";
import { errorText } from "../platform/error-text.ts";
import type { Logger } from "../platform/logger.ts";
import { parseJson } from "./own-files/parse-json.ts";
import { readOwnFile } from "./own-files/read-own-file.ts";
import { touchFile } from "./own-files/touch-file.ts";
import { writeOwnFile } from "./own-files/write-own-file.ts";
import { hashOf } from "./text-store.ts";

export interface IndexStoreOptions {
  readonly directory: string;
  readonly logger: Logger;
  readonly maximumFiles?: number;
  readonly maximumBytes?: number;
}

export interface KeptIndexKey {
  readonly path: string;
  readonly fingerprint: string;
  readonly findingsVersion: number;
  readonly program: string;
}

/** Indexes of bundles, a file each. One that is damaged, of another version or of another bundle counts as none, and is written over. */
export class IndexStore {
  readonly #directory: string;
  readonly #logger: Logger;
  readonly #maximumFiles: number;
  readonly #maximumBytes: number;

  constructor({ directory, logger, maximumFiles = 1_000, maximumBytes = 256 * 1024 ** 2 }: IndexStoreOptions) {
    this.#directory = directory;
    this.#logger = logger;
    this.#maximumFiles = maximumFiles;
    this.#maximumBytes = maximumBytes;
  }

  read(key: KeptIndexKey): KeptIndex | undefined {
    const path = this.#pathOf(key.path);
    const text = readOwnFile(path, largestIndex);
    if (text === undefined) return undefined;
    const parsed = keptIndexSchema.safeParse(parseJson(text));
    const isWanted =
      parsed.success &&
      parsed.data.path === key.path &&
      parsed.data.fingerprint === key.fingerprint &&
      parsed.data.findingsVersion === key.findingsVersion &&
      parsed.data.program === key.program;
    if (!isWanted) return undefined;
    touchFile(path);
    return parsed.data;
  }

  /** Without it an index is made again at the next start, so a failure is told to the log and to nobody else. */
  async write(index: KeptIndex): Promise<void> {
    try {
      await writeOwnFile(this.#pathOf(index.path), JSON.stringify(index));
      this.#trim();
    } catch (error) {
      this.#logger.warn("the index of a bundle could not be kept", { bundle: index.path, because: errorText(error) });
    }
  }

  #pathOf(bundlePath: string): string {
    return join(this.#directory, `${hashOf(bundlePath)}.json`);
  }

  /** The newest is kept whatever its size. */
  #trim(): void {
    const kept = readdirSync(this.#directory)
      .filter((name) => name.endsWith(".json"))
      .flatMap((name) => {
        const path = join(this.#directory, name);
        const found = statSync(path, { throwIfNoEntry: false });
        return found === undefined ? [] : [{ path, size: found.size, usedAtMs: found.mtimeMs }];
      })
      .toSorted((left, right) => right.usedAtMs - left.usedAtMs);
    let total = 0;
    for (const [place, { path, size }] of kept.entries()) {
      total += size;
      if (place >= this.#maximumFiles || (place > 0 && total > this.#maximumBytes)) rmSync(path, { force: true });
    }
  }
}

/** The largest that the bounds of an index and 50,000 files allow is some 20 MB. */
const largestIndex = 64 * 1024 ** 2;
