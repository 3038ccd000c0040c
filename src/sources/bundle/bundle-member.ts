/** A file of a bundle, on disk or inside an archive. Nothing is ever unpacked to disk. */
export interface BundleMember {
  /** From the root of the bundle, with `/`, no `..` and no control characters. */
  readonly path: string;
  /** As its archive or directory says it, unpacked. */
  readonly bytes: number;
  readonly modifiedAtMs?: number;
  /** Where its bytes lie as they are, as a file of their own: not in an archive. */
  readonly diskPath?: string;
  /** To be read before the next member is asked for, and once; a chunk may be overwritten by the next. What is not read is skipped. */
  chunks(): AsyncIterable<Uint8Array>;
}

/** What can be walked from its beginning as often as needed. */
export interface BundleContainer {
  readonly kind: "directory" | "tar" | "zip" | "file";
  /** The members in an order of which the container has the choice, or in that of the archive. */
  members(): AsyncGenerator<BundleMember>;
  /** What the latest walk could not read, in words for a person. */
  readonly remarks: readonly string[];
}
