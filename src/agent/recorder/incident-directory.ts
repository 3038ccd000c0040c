import { randomBytes } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  createReadStream,
  existsSync,
  fstatSync,
  fsync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
} from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { errnoOf } from "../../platform/errno.ts";
import { makeDirectory } from "../../platform/make-directory.ts";
import { DescriptorOutput } from "../../sources/bundle-writer/descriptor-output.ts";
import { type IncidentBeginning, incidentReadFlags, readIncidentBeginning } from "./incident-files.ts";
import { draftName, isDraftName, isIncidentName } from "./incident-name.ts";

export interface IncidentDirectoryLimits {
  /** Of all incidents together, that which is being written included. */
  readonly bytes: number;
  readonly files: number;
}

/** An incident is larger than all that may be kept. */
export class IncidentTooLarge extends Error {
  constructor(limitBytes: number) {
    super(`an incident needs more than the ${limitBytes} bytes that all of them may take`);
    this.name = "IncidentTooLarge";
  }
}

/** An incident that is being written, under a name that nobody asks for. */
export interface IncidentDraft {
  readonly output: DescriptorOutput;
  /** Puts it in place of whatever has the name: whole and on the disk, or not at all. */
  publish(): Promise<void>;
  /** May be called at any time and more than once. */
  discard(): void;
}

/** The folder that incidents are kept in. What is not ours in it is neither counted nor touched. */
export class IncidentDirectory {
  readonly path: string;
  private readonly limits: IncidentDirectoryLimits;
  private readonly kept = new Map<string, IncidentBeginning>();
  /** Being written: never evicted. */
  private written: string | undefined;

  constructor(path: string, limits: IncidentDirectoryLimits) {
    this.path = path;
    this.limits = limits;
  }

  /** Removes what a process that was killed left behind. Another agent that writes here at the same moment fails, and says so. */
  clean(): void {
    makeDirectory(this.path);
    for (const name of readdirSync(this.path)) if (isDraftName(name)) rmSync(join(this.path, name), { force: true });
  }

  /** Looks what is there and whether it could take more; throws what the file system throws. */
  look(): void {
    makeDirectory(this.path);
    const names = readdirSync(this.path).filter(isIncidentName);
    for (const name of this.kept.keys()) if (!names.includes(name)) this.kept.delete(name);
    for (const name of names) this.refresh(name);
    accessSync(this.path, constants.R_OK | constants.W_OK);
    const { bavail, bsize } = statfsSync(this.path);
    if (bavail * bsize < leastFreeBytes) throw Object.assign(new Error(`ENOSPC: no room left in ${this.path}`), { code: "ENOSPC" });
  }

  /** The oldest first. */
  list(): readonly (IncidentBeginning & { readonly name: string })[] {
    return [...this.kept]
      .map(([name, beginning]) => ({ name, ...beginning }))
      .sort((left, right) => left.record.beganAtMs - right.record.beganAtMs || (left.name < right.name ? -1 : 1));
  }

  get count(): number {
    return this.kept.size;
  }

  get bytes(): number {
    return [...this.kept.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  has(name: string): boolean {
    return existsSync(join(this.path, name));
  }

  /** Undefined where there is none of that name, whoever asks with whatever text. */
  open(name: string): { readonly bytes: number; readonly stream: Readable } | undefined {
    if (!isIncidentName(name) || !this.kept.has(name)) return undefined;
    let descriptor: number;
    try {
      descriptor = openSync(join(this.path, name), incidentReadFlags);
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
      this.kept.delete(name);
      return undefined;
    }
    const { size } = fstatSync(descriptor);
    return { bytes: size, stream: createReadStream("", { fd: descriptor, start: 0, end: Math.max(size - 1, 0) }) };
  }

  begin(name: string): IncidentDraft {
    this.written = name;
    const path = join(this.path, draftName(name, randomBytes(4).toString("hex")));
    const descriptor = openSync(path, "wx", 0o600);
    let isOpen = true;
    const discard = () => {
      if (!isOpen) return;
      isOpen = false;
      closeSync(descriptor);
      rmSync(path, { force: true });
    };
    const makeRoom = (bytes: number) => {
      if (!isOpen) throw new Error("an incident was written to after it was given up");
      this.evictUntil(this.limits.bytes - bytes, this.limits.files);
    };
    return {
      output: new BoundedOutput(descriptor, makeRoom),
      discard,
      publish: async () => {
        await fsyncOf(descriptor);
        renameSync(path, join(this.path, name));
        isOpen = false;
        closeSync(descriptor);
        await this.syncDirectory();
        this.refresh(name);
        this.evictUntil(this.limits.bytes, this.limits.files);
      },
    };
  }

  /** Without it a machine that loses its power may have lost the name. */
  private async syncDirectory(): Promise<void> {
    const directory = openSync(this.path, "r");
    try {
      await fsyncOf(directory);
    } finally {
      closeSync(directory);
    }
  }

  private refresh(name: string): void {
    try {
      const beginning = readIncidentBeginning(join(this.path, name));
      if (beginning === undefined) this.kept.delete(name);
      else this.kept.set(name, beginning);
    } catch (error) {
      // Removed meanwhile, a link, or not ours to read.
      if (errnoOf(error) === undefined) throw error;
      this.kept.delete(name);
    }
  }

  private evictUntil(bytes: number, files: number): void {
    const evictable = this.list().filter(({ name }) => name !== this.written);
    while (this.bytes > bytes || this.kept.size > files) {
      const oldest = evictable.shift();
      if (oldest === undefined) {
        if (this.bytes > bytes) throw new IncidentTooLarge(this.limits.bytes);
        return;
      }
      rmSync(join(this.path, oldest.name), { force: true });
      this.kept.delete(oldest.name);
    }
  }
}

/** Makes room before it writes, so that the folder is never larger than it may be. */
class BoundedOutput extends DescriptorOutput {
  private readonly makeRoom: (bytes: number) => void;
  private bytes = 0;

  constructor(descriptor: number, makeRoom: (bytes: number) => void) {
    super(descriptor);
    this.makeRoom = makeRoom;
  }

  override append(pieces: Iterable<Uint8Array>): void {
    for (const piece of pieces) {
      this.makeRoom(this.bytes + piece.length);
      super.append([piece]);
      this.bytes += piece.length;
    }
  }
}

const fsyncOf = promisify(fsync);

/** What the beginning of an incident takes; with less there is nothing to be hoped for. */
const leastFreeBytes = 64 << 10;
