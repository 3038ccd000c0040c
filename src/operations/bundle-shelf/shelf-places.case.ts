import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { gzipSync } from "node:zlib";
import { systemClock } from "../../platform/clock.ts";
import type { LogFields, Logger } from "../../platform/logger.ts";
import { makeTar, membersOf } from "../../sources/bundle/archive-writers.case.ts";
import { eksName, fixtures } from "../../sources/bundle/bundle-places.case.ts";
import type { BundleShelf, OpenBundle } from "./bundle-shelf.ts";
import { openBundleShelf, type ShelfOptions } from "./open-shelf.ts";

export const anySignal = new AbortController().signal;
export const eksFolder = join(fixtures, eksName);
export const ownFolder = join(fixtures, "ullage-node-a");

export interface ShelfPlace {
  readonly root: string;
  /** Where bundles are read, collected into, and what is found out is kept. */
  readonly bundles: string;
  readonly collected: string;
  readonly state: string;
  readonly logged: string[];
  put(name: string, content: string | Uint8Array): string;
  /** A fixture's folder, copied. */
  copy(from: string, name: string): string;
  shelf(options?: Partial<ShelfOptions>): BundleShelf;
}

/** Folders of this test file's own, which are gone afterwards. */
export function shelfPlace(): ShelfPlace {
  const root = mkdtempSync(join(tmpdir(), "ullage-shelf-"));
  const shelves: BundleShelf[] = [];
  after(async () => {
    for (const shelf of shelves) await shelf.close();
    rmSync(root, { recursive: true });
  });
  const [bundles, collected, state] = ["bundles", "collected", "state"].map((name) => join(root, name)) as [string, string, string];
  mkdirSync(bundles);
  const logged: string[] = [];
  const say = (message: string, fields?: LogFields) => logged.push(`${message} ${JSON.stringify(fields ?? {})}`);
  const logger: Logger = { info: say, warn: say, error: say };
  return {
    ...{ root, bundles, collected, state, logged },
    put(name, content) {
      const path = join(bundles, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      return path;
    },
    copy(from, name) {
      const path = join(bundles, name);
      cpSync(from, path, { recursive: true });
      return path;
    },
    shelf(options = {}) {
      const shelf = openBundleShelf({
        directory: bundles,
        stateDirectory: state,
        clock: systemClock,
        logger,
        version: "1.0.0",
        ...options,
      });
      shelves.push(shelf);
      return shelf;
    },
  };
}

/** As eks-log-collector packs it: all within one folder. */
export function packedEks(): Buffer {
  return gzipSync(makeTar(membersOf(eksFolder, `${eksName}/`)));
}

export function packedOwn(): Buffer {
  return gzipSync(makeTar(membersOf(ownFolder)));
}

export async function openById(shelf: BundleShelf, id: string, signal: AbortSignal = anySignal): Promise<OpenBundle> {
  const listing = await shelf.list(signal);
  const bundle = listing.bundles.find((candidate) => candidate.id === id);
  if (bundle === undefined) throw new Error(`${id} is not on the shelf: ${JSON.stringify(listing)}`);
  return shelf.open(bundle, { signal });
}
