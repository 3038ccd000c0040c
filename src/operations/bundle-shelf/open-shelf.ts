import { existsSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Clock } from "../../platform/clock.ts";
import { errorText } from "../../platform/error-text.ts";
import { InTurn } from "../../platform/in-turn.ts";
import { InputError, inputErrorFromErrno } from "../../platform/input-error.ts";
import type { Logger } from "../../platform/logger.ts";
import { RecentlyUsed } from "../../platform/recently-used.ts";
import { SharedWorks, type WorkCall } from "../../platform/shared-works.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { IdentityBook } from "../../store/identity-book.ts";
import { IndexStore } from "../../store/index-store.ts";
import { removeDrafts } from "../../store/own-files/left-behind.ts";
import { TemporaryTexts } from "../../store/temporary-texts.ts";
import { TextStore } from "../../store/text-store.ts";
import { type BundleLook, lookAtBundle } from "./bundle-fingerprint.ts";
import type { BundleShelf, OpenBundle, ShelfCall, ShelfListing, ShelvedBundle } from "./bundle-shelf.ts";
import { findShelfEntries } from "./find-shelf-entries.ts";
import { identifyEntry, listShelf } from "./list-shelf.ts";
import { BundleOpener } from "./open-bundle.ts";
import { removeAbandonedCollections, removeOldCollections } from "./remove-old-collections.ts";

export interface ShelfOptions {
  /** Of bundles, or one bundle; it is read only. Without one there are only those that are collected. */
  readonly directory?: string;
  /** A folder of loose files is then one bundle, and not each of them. */
  readonly isOneBundle?: boolean;
  /** Where collections are written to; it is listed as well, and the older ones of each node are removed. */
  readonly collectsInto?: string;
  /** For what was found out once; undefined keeps it in memory. */
  readonly stateDirectory?: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly keepPerNode?: number;
  /** Of the program: what another version found out is found out anew. */
  readonly version?: string;
  /** Of the unpacked texts of packed bundles, all together. */
  readonly textBytes?: number;
}

export function openBundleShelf(options: ShelfOptions): BundleShelf {
  return new FolderShelf(options);
}

const noEntries: ReturnType<typeof findShelfEntries> = { entries: [], unreadable: [] };
/** As much as two bundles may unpack to. */
const defaultTextBytes = 4 * 1024 ** 3;
/** /tmp may be memory. */
const mostTemporaryBytes = 1024 ** 3;
/** In memory. */
const mostOpenBundles = 24;
/** Of what was found out about all bundles that are open, roughly. */
const mostOpenBytes = 64 * 1024 ** 2;
const defaultKeepPerNode = 5;
/** From here on a bundle takes long enough that a small one should not wait behind it. */
const largeBytes = 16 * 1024 ** 2;

class FolderShelf implements BundleShelf {
  readonly directory: string | undefined;
  readonly #options: ShelfOptions;
  readonly #read: string | undefined;
  readonly #book: IdentityBook;
  readonly #opener: BundleOpener;
  readonly #temporaryTexts: TemporaryTexts;
  readonly #listings = new SharedWorks<ShelfListing>();
  readonly #openings = new SharedWorks<OpenBundle>();
  readonly #open: RecentlyUsed<string, { readonly fingerprint: string; readonly bundle: OpenBundle }>;
  readonly #listInTurn = new InTurn();
  readonly #largeInTurn = new InTurn();
  readonly #smallInTurn = new InTurn();

  constructor(options: ShelfOptions) {
    const { directory, collectsInto, stateDirectory, logger, version = "", textBytes = defaultTextBytes } = options;
    this.#options = options;
    this.#read = directory === undefined ? undefined : resolve(directory);
    this.directory = collectsInto === undefined ? undefined : resolve(collectsInto);
    const below = (folder: string) => (stateDirectory === undefined ? undefined : join(resolve(stateDirectory), folder));
    this.#book = new IdentityBook({ directory: below("bundles"), of: this.#read ?? "", program: version, logger });
    this.#temporaryTexts = new TemporaryTexts(Math.min(textBytes, mostTemporaryBytes));
    const textFolder = below("texts");
    const texts = textFolder === undefined ? undefined : new TextStore({ directory: textFolder, maximumBytes: textBytes });
    const indexFolder = below("indexes");
    for (const folder of [below("bundles"), textFolder, indexFolder]) if (folder !== undefined) removeDrafts(folder);
    this.#opener = new BundleOpener({
      indexes: indexFolder === undefined ? undefined : new IndexStore({ directory: indexFolder, logger }),
      texts,
      temporaryTexts: this.#temporaryTexts,
      program: version,
      logger,
    });
    this.#open = new RecentlyUsed(mostOpenBundles, {
      weigh: ({ bundle }) => weightOf(bundle),
      maximum: mostOpenBytes,
    });
  }

  list(signal: AbortSignal): Promise<ShelfListing> {
    return this.#listings.run("list", { signal }, (call, seal) =>
      this.#listInTurn.run(() => {
        // What lies in the folder from now on, only the next listing sees.
        seal();
        call.signal.throwIfAborted();
        return this.#list(call.signal);
      }),
    );
  }

  async open(bundle: ShelvedBundle, call: ShelfCall): Promise<OpenBundle> {
    const look = await this.#lookAt(bundle);
    const known = this.#open.get(bundle.path);
    if (known?.fingerprint === look.fingerprint && this.#opener.isWhole(known.bundle)) return known.bundle;
    const opened = await this.#openings.run(`${bundle.path}\0${look.fingerprint}`, call, (shared) =>
      this.#openInTurn(bundle, look, shared),
    );
    this.#open.set(bundle.path, { fingerprint: look.fingerprint, bundle: opened });
    return opened;
  }

  async close(): Promise<void> {
    const reason = new ToolFailure("cancelled", "the program ends");
    await Promise.all([this.#listings.close(reason), this.#openings.close(reason)]);
    await this.#opener.close(reason);
    this.#open.clear();
    this.#temporaryTexts.close();
  }

  async #list(signal: AbortSignal): Promise<ShelfListing> {
    const passOver = new Set([this.directory, this.#options.stateDirectory].flatMap((path) => (path === undefined ? [] : [resolve(path)])));
    const read = this.#read === undefined ? noEntries : findShelfEntries(this.#read, passOver, this.#options.isOneBundle);
    const isApart = this.directory !== undefined && (this.#read === undefined || !isSameFolder(this.directory, this.#read));
    const collected = isApart && this.directory !== undefined ? findCollections(this.directory, passOver) : noEntries;
    const listing = await listShelf(
      { entries: [...read.entries, ...collected.entries], unreadable: [...read.unreadable, ...collected.unreadable] },
      this.#book,
      signal,
    );
    if (!isApart || this.directory === undefined) return listing;
    const { keepPerNode = defaultKeepPerNode, logger } = this.#options;
    const removed = removeOldCollections(listing.bundles, { directory: this.directory, keepPerNode, logger });
    removeAbandonedCollections({ directory: this.directory, logger, nowMs: this.#options.clock.nowMs() });
    return { ...listing, bundles: listing.bundles.filter(({ id }) => !removed.has(id)) };
  }

  async #lookAt({ id, path }: ShelvedBundle): Promise<BundleLook> {
    try {
      return await lookAtBundle(path);
    } catch (error) {
      const cause = inputErrorFromErrno(error, path);
      if (cause === undefined) throw error;
      throw unreadable(id, cause.code === "file-missing" ? "it is gone" : errorText(cause), cause);
    }
  }

  /** One at a time: two at once would need twice the memory and the same time. */
  #openInTurn(bundle: ShelvedBundle, look: BundleLook, call: Required<WorkCall>): Promise<OpenBundle> {
    const turn = look.bytes > largeBytes ? this.#largeInTurn : this.#smallInTurn;
    return turn.run(async () => {
      call.signal.throwIfAborted();
      const is = await identifyEntry(bundle, this.#book, call.signal);
      if (!is.ok) throw unreadable(bundle.id, is.because);
      try {
        const opened = await this.#opener.open({ ...bundle, bytes: look.bytes }, look.fingerprint, is.identity, call);
        if ((await this.#lookAt(bundle)).fingerprint === look.fingerprint) return opened;
      } catch (error) {
        call.signal.throwIfAborted();
        const cause = error instanceof InputError ? error : inputErrorFromErrno(error, bundle.path);
        if (cause === undefined) throw error;
        throw unreadable(bundle.id, cause.message, cause);
      }
      throw new ToolFailure("bundle-unreadable", `${bundle.id}: it changed while it was read`, {
        next: "It is still being written: call again when it is whole.",
      });
    });
  }
}

/** A finding that was said in every minute of a month is larger than all else. */
function weightOf({ files, findings: { findings } }: OpenBundle): number {
  return files.length * 500 + findings.reduce((sum, { minutes }) => sum + 5_000 + minutes.length * 50, 0);
}

function unreadable(id: string, because: string, cause?: unknown): ToolFailure {
  return new ToolFailure("bundle-unreadable", `${id}: ${because}`, cause === undefined ? {} : { cause });
}

/** Nothing has been collected yet where the folder is not there. */
function findCollections(directory: string, passOver: ReadonlySet<string>): ReturnType<typeof findShelfEntries> {
  if (!existsSync(directory)) return noEntries;
  const { entries, unreadable: found } = findShelfEntries(directory, new Set([...passOver].filter((path) => path !== directory)));
  const named = (id: string) => `collected/${id}`;
  return {
    entries: entries.map((entry) => ({ ...entry, id: named(entry.id) })),
    unreadable: found.map(({ id, because }) => ({ id: named(id), because })),
  };
}

function isSameFolder(left: string, right: string): boolean {
  try {
    return realpathSync(left) === realpathSync(right);
  } catch {
    return left === right; // one of them is not there yet
  }
}
