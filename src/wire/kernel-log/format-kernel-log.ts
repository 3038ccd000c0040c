import { isoTime } from "../../model/iso-time.ts";
import type { KernelLogRecord } from "../../model/kernel-log-record.ts";

/** One record in the form of `dmesg --time-format iso`; without a wall time, as the kernel stamps it, or the message alone. Without newline. */
export function formatKernelLogRecord({ atMs, bootSeconds, message }: KernelLogRecord): string {
  const oneLine = message.replaceAll("\n", "\\n");
  if (atMs !== undefined) return `${isoTime(atMs).replace(/\.(\d{3})Z$/, ",$1000+00:00")} ${oneLine}`;
  return bootSeconds === undefined ? oneLine : `[${bootSeconds.toFixed(6).padStart(12)}] ${oneLine}`;
}
