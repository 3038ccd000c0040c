import { type Dirent, readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { errnoOf } from "../../platform/errno.ts";
import { shownPath } from "../../sources/bundle/member-path.ts";

/** What may be a bundle, by its name and place; nothing of it has been read. */
export interface ShelfEntry {
  readonly id: string;
  readonly path: string;
  /** The sub-folder that it lies in. */
  readonly cluster?: string;
  /** A folder of no known layout, which may be anything. */
  readonly isLoose?: true;
}

export interface FoundEntries {
  readonly entries: readonly ShelfEntry[];
  readonly unreadable: readonly { readonly id: string; readonly because: string }[];
}

/**
 * The bundles of a folder: archives, single saved files, folders that are bundles, and the same one level deeper, where a folder is a cluster. A path that is a
 * bundle itself is the only one; one of loose files is where it was given as a bundle, and not as a shelf. Links are not followed: a folder that others can
 * write to must not lead anywhere else.
 */
export function findShelfEntries(root: string, passOver: ReadonlySet<string> = new Set(), isOneGiven = false): FoundEntries {
  const entries: ShelfEntry[] = [];
  const unreadable: { readonly id: string; readonly because: string }[] = [];
  const take = (entry: Dirent, folder: string, prefix: string, cluster: string | undefined) => {
    const path = join(folder, entry.name);
    const id = `${prefix}${shownPath(entry.name)}`;
    if (passOver.has(path)) return;
    if (unfinished.test(entry.name)) unreadable.push({ id, because: "its name says that it is still being written" });
    else if (entry.name.startsWith(".")) return;
    else if (entry.isSymbolicLink()) unreadable.push({ id, because: "it is a link, and links are not followed" });
    else if (entry.isDirectory() && cluster === undefined && isCluster(path)) takeFolder(path, `${id}/`, shownPath(entry.name));
    else if (entry.isFile() || entry.isDirectory())
      entries.push({ id, path, ...(cluster === undefined ? {} : { cluster }), ...looseness(entry, path) });
    else unreadable.push({ id, because: "it is no ordinary file" });
  };
  const takeFolder = (folder: string, prefix: string, cluster: string | undefined) => {
    try {
      for (const entry of readdirSync(folder, { withFileTypes: true })) take(entry, folder, prefix, cluster);
    } catch (error) {
      unreadable.push({ id: prefix === "" ? shownPath(basename(resolve(folder))) : prefix.slice(0, -1), because: whyUnlisted(error) });
    }
  };
  if (isOneGiven && isLooseFolder(listOrNothing(root))) entries.push({ id: shownPath(basename(resolve(root))), path: root, isLoose: true });
  else if (isOneBundle(root)) entries.push({ id: shownPath(basename(resolve(root))), path: root });
  else takeFolder(root, "", undefined);
  return { entries, unreadable };
}

function looseness(entry: Dirent, path: string): Pick<ShelfEntry, "isLoose"> {
  return entry.isDirectory() && !isBundleFolder(path, listOrNothing(path)) ? { isLoose: true } : {};
}

/** Of our own writing, and of those that copy and download. */
const unfinished = /^\..*\.partial$|\.(?:part|partial|crdownload|tmp)$/;

function isOneBundle(root: string): boolean {
  const found = statSync(root, { throwIfNoEntry: false });
  return found !== undefined && (found.isFile() || (found.isDirectory() && isBundleFolder(root, listOrNothing(root))));
}

/** Outputs that somebody saved beside each other. Archives and saved snapshots would each be a bundle of its own. */
function isLooseFolder(entries: readonly Dirent[]): boolean {
  return entries.length > 0 && entries.every((entry) => entry.isFile() && !archive.test(entry.name) && !entry.name.endsWith(".json"));
}

/** A folder with archives in it, or with folders that are bundles: what it is called is the cluster. */
function isCluster(path: string): boolean {
  const entries = listOrNothing(path);
  if (isBundleFolder(path, entries)) return false;
  if (entries.some((entry) => entry.isFile() && archive.test(entry.name))) return true;
  const folders = entries.filter((entry) => entry.isDirectory());
  if (folders.some(({ name }) => isBundleFolder(join(path, name), listOrNothing(join(path, name))))) return true;
  return (
    folders.length > 0 &&
    folders.length === entries.length &&
    folders.some(({ name }) => listOrNothing(join(path, name)).some((entry) => entry.isFile()))
  );
}

const archive = /\.(?:tar|tar\.gz|tgz|zip)$/i;

/** As our own, sgfp and eks-log-collector lay it out. */
function isBundleFolder(path: string, entries: readonly Dirent[]): boolean {
  if (/^(?:eks_i-|sgfp_(?:bundle|diag)_)/.test(basename(path)) && entries.length > 0) return true;
  if (entries.some((entry) => entry.isFile() && (entry.name === "snapshot.json" || entry.name === "manifest.json"))) return true;
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return folders.some((name) => /^node_./.test(name)) || folders.filter((name) => eksFolders.has(name)).length >= 2;
}

const eksFolders: ReadonlySet<string> = new Set(["networking", "sysctls", "kernel", "system", "kubelet", "var_log", "modinfo", "ipamd"]);

function listOrNothing(path: string): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return []; // whoever reads it hears why
  }
}

function whyUnlisted(error: unknown): string {
  const code = errnoOf(error);
  if (code === undefined) throw error;
  return code === "ENOENT" ? "the folder does not exist" : `the folder cannot be read (${code})`;
}
