/** One line of the kernel's log that concerns us, whoever carried it: /dev/kmsg, dmesg, journal, syslog. */
export interface KernelLogRecord {
  /** Wall time, where the carrier gives one or gives enough to compute one. */
  readonly atMs?: number;
  /** Seconds since boot as the kernel stamps them. */
  readonly bootSeconds?: number;
  readonly event: KernelLogEvent;
  /** The message without its carrier's prefix; untrusted text, bounded to 400 characters. */
  readonly message: string;
}

export type KernelLogEvent =
  | { readonly kind: "table-full"; readonly namespaceInode?: number }
  | { readonly kind: "callbacks-suppressed"; readonly count: number; readonly by: string }
  | { readonly kind: "neighbour-table-overflow" }
  | { readonly kind: "syn-flooding"; readonly port?: number }
  | { readonly kind: "out-of-memory" }
  | { readonly kind: "other" };
