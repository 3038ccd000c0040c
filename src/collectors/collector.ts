import type { PartName, PartValues } from "../model/node-snapshot.ts";
import type { Sources } from "../sources/sources.ts";

/**
 * Fills one part of the snapshot. It reads, decodes and returns; the runner (`collect-snapshot.ts`) times it, cuts it off, and turns what it throws
 * into `absent`, `forbidden` or `failed`.
 */
export interface Collector<P extends PartName = PartName> {
  readonly part: P;
  readonly title: string;
  /** Why an operator wants it, one sentence. */
  readonly why: string;
  /** What it reads, for the table of permissions: paths with the /proc or /sys they start with, or the name of a request. */
  readonly reads: readonly string[];
  /** The capability without which it reads nothing or only part, with what is lost. */
  readonly capability?: {
    readonly name: "CAP_NET_ADMIN" | "CAP_SYSLOG" | "CAP_SYS_PTRACE" | "CAP_DAC_READ_SEARCH";
    readonly gives: string;
  };
  /** `dump` walks the whole table; it is never done unless asked. */
  readonly cost: "cheap" | "dump";
  collect(sources: Sources, options: CollectOptions): Promise<Collected<PartValues[P]>>;
}

export interface CollectOptions {
  readonly signal: AbortSignal;
  /** The same object for all parts of one snapshot: what several of them need may be kept by it and read once. */
  readonly snapshot?: object;
}

export interface Collected<T> {
  readonly value: T;
  /** The path or request that really answered. */
  readonly source: string;
  readonly remarks?: readonly string[];
}

/** Throw this from a collector for something that is expected to be missing on some nodes. */
export class PartMissing extends Error {
  readonly status: "absent" | "forbidden" | "failed";
  readonly source: string;

  constructor(status: "absent" | "forbidden" | "failed", source: string, reason: string) {
    super(reason);
    this.name = "PartMissing";
    this.status = status;
    this.source = source;
  }
}

/** Keeps the part's type through the declaration, then widens it for the registry. */
export function defineCollector<P extends PartName>(collector: Collector<P>): Collector<P> {
  return collector;
}
