import { join } from "node:path";
import { type BundleIdentities, bundleIdentitiesSchema, type KnownBundle } from "../contract/bundle-identities.ts";
import { errorText } from "../platform/error-text.ts";
import type { Logger } from "../platform/logger.ts";
import { parseJson } from "./own-files/parse-json.ts";
import { readOwnFile } from "./own-files/read-own-file.ts";
import { writeOwnFile } from "./own-files/write-own-file.ts";
import { hashOf } from "./text-store.ts";

export interface IdentityBookOptions {
  /** Without one it is forgotten with the process. */
  readonly directory: string | undefined;
  /** The folder whose bundles it knows. */
  readonly of: string;
  readonly program: string;
  readonly logger: Logger;
}

/** Of which node and of when each bundle is, so that a folder is listed without reading what was read before. */
export class IdentityBook {
  readonly #path: string | undefined;
  readonly #program: string;
  readonly #logger: Logger;
  readonly #known = new Map<string, KnownBundle>();
  #isChanged = false;

  constructor({ directory, of, program, logger }: IdentityBookOptions) {
    this.#path = directory === undefined ? undefined : join(directory, `${hashOf(of)}.json`);
    this.#program = program;
    this.#logger = logger;
    const text = this.#path === undefined ? undefined : readOwnFile(this.#path, largestBook);
    const parsed = text === undefined ? undefined : bundleIdentitiesSchema.safeParse(parseJson(text));
    if (parsed?.success !== true || parsed.data.program !== program) return;
    for (const known of parsed.data.bundles) this.#known.set(known.path, known);
  }

  find(path: string, fingerprint: string): KnownBundle["is"] | undefined {
    const known = this.#known.get(path);
    return known?.fingerprint === fingerprint ? known.is : undefined;
  }

  learn(known: KnownBundle): void {
    this.#known.set(known.path, known);
    this.#isChanged = true;
  }

  /** Forgets bundles that are gone, and keeps what was learnt. */
  async keep(present: ReadonlySet<string>): Promise<void> {
    for (const path of this.#known.keys()) {
      if (present.has(path)) continue;
      this.#known.delete(path);
      this.#isChanged = true;
    }
    if (!this.#isChanged || this.#path === undefined) return;
    this.#isChanged = false;
    const bundles = [...this.#known.values()].slice(-mostKept);
    try {
      await writeOwnFile(this.#path, JSON.stringify({ schemaVersion: 1, program: this.#program, bundles } satisfies BundleIdentities));
    } catch (error) {
      this.#logger.warn("what is known of the bundles could not be kept", { because: errorText(error) });
    }
  }
}

const mostKept = 10_000;
const largestBook = 64 * 1024 ** 2;
