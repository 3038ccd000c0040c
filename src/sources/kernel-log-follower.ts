import type { KernelLogReading } from "./kernel-log-source.ts";

/** Polled, never blocking: a blocking read of /dev/kmsg would hold a thread, and klogctl has nothing to wait on. */
export interface KernelLogFollower {
  /** The records since the last poll; the first poll gives all that the ring holds. */
  poll(): Promise<FollowedReading>;
}

export interface FollowableKernelLog {
  /** What came after an earlier reading; without a cursor, everything. */
  readAfter(cursor: KernelLogCursor | undefined): Promise<FollowedReading>;
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

export function createKernelLogFollower(log: FollowableKernelLog): KernelLogFollower {
  let cursor: KernelLogCursor | undefined;
  return {
    async poll() {
      const reading = await log.readAfter(cursor);
      cursor = reading.cursor;
      return reading;
    },
  };
}
