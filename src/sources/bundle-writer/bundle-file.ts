import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { errnoOf } from "../../platform/errno.ts";

/** A file that appears under its name when it is whole, and not at all otherwise. */
export interface BundleFile {
  readonly descriptor: number;
  /** Where it lies until then. */
  readonly temporaryPath: string;
  /** Gives the path that it has from then on. */
  commit(): string;
  /** Removes what there is; may be called at any time and more than once. */
  discard(): void;
}

/** The bundle cannot be put where it was asked for. */
export class BundleNotWritten extends Error {
  readonly path: string;
  /** Something else has its name; others may well be written. */
  readonly isTaken: boolean;

  constructor(path: string, what: string, options?: { readonly cause: unknown }) {
    super(`${path}: ${what}`, options);
    this.name = "BundleNotWritten";
    this.path = path;
    this.isTaken = what === existsAlready;
  }
}

const existsAlready = "exists already; --force replaces it";

export interface BundleFileOptions {
  /** What has its name is replaced. */
  readonly force: boolean;
  /** Where something has its name, it gets the same with `-2`, or `-3`: several programs may collect into one folder. */
  readonly isNumbered?: boolean;
}

/** Only its owner may read it, from the first byte on. */
export function openBundleFile(target: string, { force, isNumbered = false }: BundleFileOptions): BundleFile {
  if (!force && !isNumbered && existsSync(target)) throw new BundleNotWritten(target, existsAlready);
  const temporaryPath = join(dirname(target), `.${basename(target)}.${randomBytes(4).toString("hex")}.partial`);
  const descriptor = openNew(temporaryPath, target);
  let isOpen = true;
  const close = () => {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
  };
  const discard = () => {
    process.off("exit", discard);
    rmSync(temporaryPath, { force: true });
    close();
  };
  process.once("exit", discard);
  return {
    descriptor,
    temporaryPath,
    discard,
    commit() {
      try {
        fsyncSync(descriptor);
        return isNumbered ? putInFreePlace(temporaryPath, target) : putInPlace(temporaryPath, target, force);
      } catch (error) {
        throw bundleNotWritten(target, error);
      } finally {
        discard();
      }
    },
  };
}

/** What the file system threw while the bundle was written, in words; anything else is thrown on as it is. */
export function bundleNotWritten(target: string, error: unknown): unknown {
  const code = errnoOf(error);
  if (error instanceof BundleNotWritten || code === undefined || code.startsWith("ERR_")) return error;
  const words = reasonByCode.get(code) ?? `could not be written (${code})`;
  return new BundleNotWritten(target, words, { cause: error });
}

const reasonByCode = new Map([
  ["ENOSPC", "the disk is full; nothing was left behind"],
  ["EDQUOT", "the quota of the disk is used up; nothing was left behind"],
  ["EACCES", "no permission to write there"],
  ["EPERM", "no permission to write there"],
  ["EROFS", "the file system is read-only"],
  ["ENOENT", "the folder does not exist"],
  ["ENOTDIR", "the folder does not exist"],
  ["EEXIST", existsAlready],
]);

function openNew(temporaryPath: string, target: string): number {
  try {
    return openSync(temporaryPath, "wx", 0o600);
  } catch (error) {
    throw bundleNotWritten(target, error);
  }
}

function putInFreePlace(temporaryPath: string, target: string): string {
  const stem = target.replace(/\.tar\.gz$/, "");
  const suffix = target.slice(stem.length);
  for (let number = 1; ; number++) {
    try {
      return putInPlace(temporaryPath, `${stem}${number === 1 ? "" : `-${number}`}${suffix}`, false);
    } catch (error) {
      if (errnoOf(error) !== "EEXIST") throw error;
    }
  }
}

/** A link refuses a name that somebody took meanwhile, which a rename does not; where a file system has no links, an empty file takes the name first. */
function putInPlace(temporaryPath: string, target: string, force: boolean): string {
  if (!force) {
    try {
      linkSync(temporaryPath, target);
      return target;
    } catch (error) {
      if (errnoOf(error) === "EEXIST") throw error;
      closeSync(openSync(target, "wx", 0o600));
    }
  }
  try {
    renameSync(temporaryPath, target);
  } catch (error) {
    if (!force) rmSync(target, { force: true });
    throw error;
  }
  return target;
}
