import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  type Stats,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { errnoOf, isErrno } from "../platform/errno.ts";

/**
 * A mounted /proc or /sys with its root as an argument: a container has the host's elsewhere, a test has a miniature one.
 * Reading is synchronous: these files are answered from kernel memory, and a promise would cost more than the read.
 * Every method throws what the file system throws, with its `code` and `path`; the collector runner maps those to absent, forbidden or failed.
 */
export class FileTree {
  readonly root: string;

  constructor(root: string) {
    this.root = root.replace(/(?<=.)\/+$/, "");
  }

  /** Put together without join(), which goes through every character: with some hundred files that was a tenth of what reading them costs. */
  path(relative: string): string {
    return relative === "" ? this.root : `${this.root}/${relative}`;
  }

  readBytes(relative: string): Uint8Array {
    return readFileSync(this.path(relative));
  }

  /** As UTF-8, which Node reads in one call where any other encoding takes four: 0.4 ms instead of 1.4 ms for the 41 sysctls of conntrack. */
  readText(relative: string): string {
    return readFileSync(this.path(relative), "utf8");
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

  /** At most so much of a file that may be long; undefined when it does not exist or may not be read. */
  readBeginningIfPresent(relative: string, maxBytes: number): string | undefined {
    let text = "";
    try {
      for (const chunk of this.readChunks(relative)) {
        text += Buffer.from(chunk).toString("latin1");
        if (text.length >= maxBytes) break;
      }
      return text;
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
      return undefined;
    }
  }

  /** The bytes as they come, for files too large to hold. The chunk is overwritten by the next read. */
  *readChunks(relative: string, chunkBytes = 65_536): Generator<Uint8Array, void, undefined> {
    const descriptor = openSync(this.path(relative), "r");
    try {
      const buffer = new Uint8Array(chunkBytes);
      for (let length = readSync(descriptor, buffer); length > 0; length = readSync(descriptor, buffer)) yield buffer.subarray(0, length);
    } finally {
      closeSync(descriptor);
    }
  }

  /**
   * The text of a file that somebody else chose the path of: undefined unless it is a regular file of at most `maxBytes`, so that neither a pipe
   * blocks the program nor a device fills its memory.
   */
  readTextOfRegularFile(relative: string, maxBytes: number): string | undefined {
    const descriptor = openSync(join(this.root, relative), constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(descriptor);
      return stats.isFile() && stats.size <= maxBytes ? readFileSync(descriptor, "latin1").slice(0, maxBytes) : undefined;
    } finally {
      closeSync(descriptor);
    }
  }

  list(relative: string): string[] {
    return readdirSync(this.path(relative));
  }

  stat(relative: string): Stats {
    return statSync(this.path(relative));
  }

  /** Of a link itself, where what it leads to would be of another tree. */
  lstat(relative: string): Stats {
    return lstatSync(this.path(relative));
  }

  exists(relative: string): boolean {
    return statSync(this.path(relative), { throwIfNoEntry: false }) !== undefined;
  }

  readLink(relative: string): string {
    return readlinkSync(this.path(relative));
  }
}
