import { InputError } from "../../platform/input-error.ts";

export interface BundleLimits {
  readonly unpackedBytes: number;
  readonly files: number;
  /** Unpacked bytes for each packed one, counted from `ratioFreeBytes` on: the beginning of a small archive may well be a run of equal lines. */
  readonly ratio: number;
  readonly ratioFreeBytes: number;
}

/**
 * A node with a million entries makes a table of 160 MB, and eks-log-collector adds at most 100 MB of messages. Tables shrink about 12 times, the most
 * monotonous log some 60 times; deflate itself ends at 1032 times.
 */
export const defaultBundleLimits: BundleLimits = {
  unpackedBytes: 2 * 1024 ** 3,
  files: 50_000,
  ratio: 200,
  ratioFreeBytes: 16 * 1024 ** 2,
};

/** Counts what one reading of a bundle takes, and ends it at a limit. */
export class BundleMeter {
  private readonly path: string;
  private readonly limits: BundleLimits;
  private files = 0;
  private gzipMembers = 0;
  private unpacked = 0;

  constructor(path: string, limits: BundleLimits) {
    this.path = path;
    this.limits = limits;
  }

  countFile(): void {
    this.files++;
    if (this.files > this.limits.files) throw new InputError("bundle-too-many-files", this.path, `more than ${this.limits.files} files`);
  }

  /** Each costs a decompressor of its own, and one without content has 20 bytes. */
  countGzipMember(): void {
    this.gzipMembers++;
    if (this.gzipMembers > this.limits.files)
      throw new InputError("bundle-too-many-files", this.path, `is compressed in more than ${this.limits.files} pieces`);
  }

  /** `packedBytes` is how much of the packed file has been read for all that was unpacked so far; undefined where nothing is packed. */
  countBytes(bytes: number, packedBytes?: number): void {
    this.unpacked += bytes;
    const { unpackedBytes, ratio, ratioFreeBytes } = this.limits;
    if (this.unpacked > unpackedBytes) throw new InputError("bundle-too-large", this.path, `unpacks to more than ${unpackedBytes} bytes`);
    if (packedBytes === undefined || this.unpacked <= ratioFreeBytes) return;
    if (this.unpacked - ratioFreeBytes > ratio * packedBytes) {
      throw new InputError("bundle-inflates-too-much", this.path, `unpacks to more than ${ratio} times what it is`);
    }
  }
}
