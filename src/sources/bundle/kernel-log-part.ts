import type { KernelLogRecord } from "../../model/kernel-log-record.ts";
import type { KernelLog } from "../../model/node-snapshot.ts";
import type { Reading } from "../../model/reading.ts";
import type { BundleFacts, SavedLog } from "./bundle-facts.ts";
import { type BundleLayout, mayHoldKernelLines } from "./bundle-layout.ts";
import type { PartDrafts } from "./part-draft.ts";

/**
 * One log out of the several that carry the same lines of the kernel: `dmesg`, `dmesg -T`, the one of the boot and syslog. Counted together, one line would
 * be four. So the best one is taken whole, and of the others only what is older than its beginning.
 */
export function kernelLogPart(facts: BundleFacts, layout: BundleLayout, drafts: PartDrafts): Reading<KernelLog> {
  const bootedAtMs = bootTimeOf(facts);
  const logs = facts.logs
    .filter(({ path, records }) => records.length > 0 || mayHoldKernelLines(path, layout))
    .map((log) => dated(log, bootedAtMs))
    .toSorted((left, right) => rankOf(left) - rankOf(right) || (left.path < right.path ? -1 : 1));
  const [first] = logs;
  if (first === undefined) return drafts.missing("dmesg or syslog");
  const records = [...first.records];
  const used = [first];
  let oldestAtMs = first.oldestAtMs;
  for (const log of logs.slice(1)) {
    const added = log.records.filter((record) => isOnlyIn(record, records, oldestAtMs));
    if (added.length === 0) continue;
    used.push(log);
    records.unshift(...added);
    if (log.oldestAtMs !== undefined) oldestAtMs = Math.min(oldestAtMs ?? log.oldestAtMs, log.oldestAtMs);
  }
  return drafts.present(
    { records, ...(oldestAtMs === undefined ? {} : { oldestAtMs }) },
    used.map(({ path }) => path),
    remarksOn(used, records, layout),
  );
}

/** The kernel's own, or else what syslog says twice: once in wall time, once in seconds since boot. */
export function bootTimeOf({ kernelStat, snapshot, logs }: BundleFacts): number | undefined {
  if (kernelStat?.value.bootedAtMs !== undefined) return kernelStat.value.bootedAtMs;
  const kernel = snapshot?.value.parts.kernel;
  if (kernel?.status === "present" && kernel.value.bootedAtMs !== undefined) return kernel.value.bootedAtMs;
  const both = logs.flatMap(({ records }) => records).findLast(({ atMs, bootSeconds }) => atMs !== undefined && bootSeconds !== undefined);
  return both?.atMs === undefined || both.bootSeconds === undefined ? undefined : Math.round(both.atMs - both.bootSeconds * 1000);
}

function dated(log: SavedLog, bootedAtMs: number | undefined): SavedLog {
  const records = log.records.map((record) =>
    record.atMs !== undefined || record.bootSeconds === undefined || bootedAtMs === undefined
      ? record
      : { ...record, atMs: Math.round(bootedAtMs + record.bootSeconds * 1000) },
  );
  const oldest = log.oldestAtMs ?? records.find(({ atMs }) => atMs !== undefined)?.atMs;
  return { ...log, records, ...(oldest === undefined ? {} : { oldestAtMs: oldest }) };
}

/** With times before without, the kernel's ring before syslog, microseconds before seconds, the ring of today before that of the boot. */
function rankOf({ path, records, oldestAtMs }: SavedLog): number {
  const hasTimes = oldestAtMs !== undefined || records.some(({ atMs }) => atMs !== undefined);
  const name = path.split("/").at(-1) ?? "";
  const isOld = /boot|\.\d+$|\.old$/.test(name);
  const isRing = /dmesg|kern/.test(name);
  const isExact = records.some(({ bootSeconds }) => bootSeconds !== undefined);
  return (hasTimes ? 0 : 8) + (isOld ? 4 : 0) + (isRing ? 0 : 2) + (isExact ? 0 : 1);
}

function isOnlyIn(record: KernelLogRecord, others: readonly KernelLogRecord[], oldestAtMs: number | undefined): boolean {
  // syslog stamps a line when it takes it, up to some seconds after the kernel wrote it.
  if (record.atMs !== undefined && oldestAtMs !== undefined) return record.atMs < oldestAtMs - 5000;
  return !others.some(({ message }) => message === record.message);
}

function remarksOn(used: readonly SavedLog[], records: readonly KernelLogRecord[], layout: BundleLayout): string[] {
  const cut = used.filter((log) => log.recordsInAll > log.records.length);
  return [
    ...cut.map((log) => `of ${log.path} the newest ${log.records.length} of ${log.recordsInAll} lines that concern us were kept`),
    ...(layout === "sgfp" ? ["the collector saved only the last 200 lines of the kernel that match its words; others are missing"] : []),
    ...(records.some(({ atMs }) => atMs === undefined)
      ? ["some lines have seconds since boot only, and the bundle does not say when the node was booted"]
      : []),
  ];
}
