import type { KernelLogRecord } from "../../model/kernel-log-record.ts";
import { createKernelLogTextReader } from "../../wire/kernel-log/kernel-log-text-reader.ts";
import type { BundleFacts } from "./bundle-facts.ts";
import type { MemberReader } from "./member-reader.ts";

export interface SavedLogContext {
  readonly path: string;
  readonly facts: BundleFacts;
  readonly datesBeforeMs: number;
}

/** A saved log of the kernel, or of a machine in which the kernel speaks too. */
export function createSavedLogReader({ path, facts, datesBeforeMs }: SavedLogContext): MemberReader {
  let records: KernelLogRecord[] = [];
  const bootedAtMs = facts.kernelStat?.value.bootedAtMs;
  const reader = createKernelLogTextReader({
    collectedAtMs: datesBeforeMs,
    ...(bootedAtMs === undefined ? {} : { bootedAtMs }),
    onRecord(record) {
      records.push(record);
      if (records.length >= 2 * mostRecords) records = records.slice(-mostRecords);
    },
  });
  return {
    push: (chunk) => reader.push(chunk),
    async finish() {
      const { lines, records: recordsInAll, oldestAtMs, newestAtMs } = reader.finish();
      facts.logs.push({
        ...{ path, lines, recordsInAll, records: records.slice(-mostRecords) },
        ...(oldestAtMs === undefined ? {} : { oldestAtMs }),
        ...(newestAtMs === undefined ? {} : { newestAtMs }),
      });
      return lines > 0;
    },
  };
}

/** The kernel writes at most ten such lines in five seconds, so this reaches back a quarter of an hour of a storm that never paused. */
const mostRecords = 2000;
