import type { KernelLogRecord } from "../model/kernel-log-record.ts";
import type { KernelLogFollower } from "./kernel-log-follower.ts";

export interface KernelLogSource {
  /** Everything the ring still holds that concerns us, oldest first. Rejects with an error whose `code` is the errno's name. */
  readAll(): Promise<KernelLogReading>;
  /** To be asked again and again for what came since. */
  follow(): KernelLogFollower;
}

export interface KernelLogReading {
  readonly records: readonly KernelLogRecord[];
  readonly lost: number;
  readonly oldestAtMs?: number;
  /** `/dev/kmsg` or `klogctl`. */
  readonly source: string;
}
