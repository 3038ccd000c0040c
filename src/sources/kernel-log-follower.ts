import type { KernelLogReading } from "./kernel-log-source.ts";

/** Polled, never blocking: a blocking read of /dev/kmsg would hold a thread, and klogctl has nothing to wait on. */
export interface KernelLogFollower {
  /** The records since the last poll; the first poll gives all that the ring holds. */
  poll(): Promise<FollowedReading>;
  /** Gives back what is kept open from one poll to the next. */
  close(): void;
}

export interface FollowedReading extends KernelLogReading {
  readonly cursor: KernelLogCursor;
  /** Something between the cursor and this reading was overwritten. `lost` is then the number for /dev/kmsg, and a floor of 1 for klogctl. */
  readonly hasGap: boolean;
}

/** Where a reading ended: the next sequence number, or the last lines of a buffer that has no numbers. */
export type KernelLogCursor =
  | { readonly kind: "sequence"; readonly next: number }
  | { readonly kind: "marker"; readonly lines: readonly string[] };
