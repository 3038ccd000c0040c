import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * A mounted /proc or /sys with its root as an argument: a container has the host's elsewhere, a test has a miniature one.
 * Reading is synchronous: these files are answered from kernel memory, and a promise would cost more than the read.
 */
export class FileTree {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  path(relative: string): string {
    return join(this.root, relative);
  }

  /** Throws what the file system throws; the collector runner maps ENOENT, EACCES and EPERM. */
  readBytes(relative: string): Uint8Array {
    return readFileSync(this.path(relative));
  }

  readText(relative: string): string {
    return readFileSync(this.path(relative), "latin1");
  }

  /** Undefined when the file does not exist; any other failure is thrown. */
  readTextIfPresent(relative: string): string | undefined {
    try {
      return this.readText(relative);
    } catch (error) {
      if (isErrno(error, "ENOENT") || isErrno(error, "ENOTDIR")) return undefined;
      throw error;
    }
  }

  list(relative: string): string[] {
    return readdirSync(this.path(relative));
  }

  exists(relative: string): boolean {
    return statSync(this.path(relative), { throwIfNoEntry: false }) !== undefined;
  }

  readLink(relative: string): string {
    return readlinkSync(this.path(relative));
  }
}

export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
