import type { BundleIdentity, KnownBundle } from "../../contract/bundle-identities.ts";
import { Breather } from "../../platform/breather.ts";
import { errnoOf } from "../../platform/errno.ts";
import { InputError } from "../../platform/input-error.ts";
import type { BundleLimits } from "../../sources/bundle/bundle-limits.ts";
import type { IdentityBook } from "../../store/identity-book.ts";
import { lookAtBundle } from "./bundle-fingerprint.ts";
import type { ShelfListing, ShelvedBundle } from "./bundle-shelf.ts";
import type { FoundEntries, ShelfEntry } from "./find-shelf-entries.ts";
import { identifyBundle } from "./identify-bundle.ts";

/** Lists what was found, reading only what nobody has read before as it is. */
export async function listShelf({ entries, unreadable }: FoundEntries, book: IdentityBook, signal: AbortSignal): Promise<ShelfListing> {
  const bundles: ShelvedBundle[] = [];
  const cannotRead = [...unreadable];
  const waiting = entries.values();
  const taken = uniqueIds(entries);
  const breather = new Breather();
  const work = async () => {
    for (const entry of waiting) {
      signal.throwIfAborted();
      await breather.rest();
      const id = taken.get(entry) ?? entry.id;
      const is = await identifyEntry(entry, book, signal);
      if (is.ok) bundles.push(shelved({ ...entry, id }, is));
      else cannotRead.push({ id, because: is.because });
    }
  };
  await Promise.all(Array.from({ length: mostAtOnce }, work));
  await book.keep(new Set(entries.map(({ path }) => path)));
  return {
    bundles: bundles.toSorted((left, right) => right.collectedAtMs - left.collectedAtMs || (left.id < right.id ? -1 : 1)),
    unreadable: cannotRead.toSorted((left, right) => (left.id < right.id ? -1 : 1)),
  };
}

/** What waits for the disk is few; more would only take more memory. */
const mostAtOnce = 4;

type Identified =
  | { readonly ok: true; readonly identity: BundleIdentity; readonly bytes: number }
  | { readonly ok: false; readonly because: string };

/** What stays as long as the bundle looks the same is remembered; what may pass by itself is not. */
export async function identifyEntry(
  { path, isLoose }: Pick<ShelfEntry, "path" | "isLoose">,
  book: IdentityBook,
  signal: AbortSignal,
): Promise<Identified> {
  try {
    const { fingerprint, bytes } = await lookAtBundle(path);
    const known = book.find(path, fingerprint);
    if (known !== undefined) return known.ok ? { ...known, bytes } : known;
    if (bytes === 0) return { ok: false, because: "it is empty" };
    const is = await identify(path, signal, isLoose === true ? { files: mostLooseFiles } : {});
    if ((await lookAtBundle(path)).fingerprint !== fingerprint)
      return { ok: false, because: "it changed while it was read: it is still being written" };
    book.learn({ path, fingerprint, is });
    return is.ok ? { ...is, bytes } : is;
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, because: passingReason(error) };
  }
}

/** A folder of outputs has some tens of files; one of a hundred thousand is somebody's home. */
const mostLooseFiles = 2_000;

async function identify(path: string, signal: AbortSignal, limits: Partial<BundleLimits>): Promise<KnownBundle["is"]> {
  try {
    return { ok: true, identity: await identifyBundle(path, signal, limits) };
  } catch (error) {
    if (!(error instanceof InputError) || error.code.startsWith("file-")) throw error;
    return { ok: false, because: reasonWithin(path, error) };
  }
}

function passingReason(error: unknown): string {
  const code = errnoOf(error);
  if (code === "ENOENT" || (error instanceof InputError && error.code === "file-missing")) return "it vanished while it was read";
  if (code === "EACCES" || code === "EPERM" || (error instanceof InputError && error.code === "file-forbidden"))
    return "no permission to read it";
  if (code === "ELOOP") return "it is a link that leads to itself";
  if (error instanceof InputError) return error.message;
  if (code === undefined) throw error;
  return `it cannot be read (${code})`;
}

/** The message of an input begins with its path, which the id beside it says already. */
function reasonWithin(path: string, { message }: InputError): string {
  return message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message;
}

function shelved({ id, path, cluster = undefined }: ShelfEntry, { identity, bytes }: Identified & { readonly ok: true }): ShelvedBundle {
  const { node, instanceId, zone, collectedAtMs, isRedacted, label, remarks } = identity;
  const inCluster = cluster ?? identity.cluster;
  return {
    ...{ id, path, node, collectedAtMs, bytes, isRedacted },
    ...(inCluster === undefined ? {} : { cluster: inCluster }),
    ...(instanceId === undefined ? {} : { instanceId }),
    ...(zone === undefined ? {} : { zone }),
    ...(label === undefined ? {} : { label }),
    ...(remarks.length === 0 ? {} : { remarks }),
  };
}

/** Two folders may have a bundle of the same name, and two names may be shown alike. */
function uniqueIds(entries: readonly ShelfEntry[]): ReadonlyMap<ShelfEntry, string> {
  const taken = new Set<string>();
  return new Map(
    entries.map((entry) => {
      let id = entry.id;
      for (let number = 2; taken.has(id); number++) id = `${entry.id}~${number}`;
      taken.add(id);
      return [entry, id];
    }),
  );
}
