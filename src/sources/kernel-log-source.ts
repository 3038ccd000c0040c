import type { KernelLogRecord } from "../model/kernel-log-record.ts";

export interface KernelLogSource {
  /** Everything the ring still holds that concerns us, oldest first. Rejects with an error whose `code` is the errno's name. */
  readAll(): Promise<KernelLogReading>;
}

export interface KernelLogReading {
  readonly records: readonly KernelLogRecord[];
  readonly lost: number;
  readonly oldestAtMs?: number;
  /** `/dev/kmsg` or `klogctl`. */
  readonly source: string;
}
