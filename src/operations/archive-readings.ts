import { redactSnapshot } from "../analysis/redaction/redact-snapshot.ts";
import type { TextRedactor } from "../analysis/redaction/text-redactor.ts";
import { isoTime } from "../model/iso-time.ts";
import type { NodeSnapshot } from "../model/node-snapshot.ts";
import type { GzipArchive } from "../sources/bundle-writer/gzip-archive.ts";
import type { NotRead } from "../sources/bundle-writer/node-logs.ts";
import { formatConntrackStats } from "../wire/conntrack-stats-text/format-conntrack-stats.ts";
import { formatKernelLogRecord } from "../wire/kernel-log/format-kernel-log.ts";
import type { BundleSamples } from "./take-bundle-samples.ts";

export function archiveSnapshots(archive: GzipArchive, redactor: TextRedactor | undefined, { earlier, now }: BundleSamples): void {
  const text = (snapshot: NodeSnapshot) =>
    `${JSON.stringify({ schemaVersion: 1, ...(redactor === undefined ? snapshot : redactSnapshot(snapshot, redactor)) })}\n`;
  archive.add("snapshot.json", text(now));
  if (earlier !== undefined) archive.add("earlier.json", text(earlier));
}

/** The same figures once more as the files that people and other tools know. */
export function archiveReadings(
  archive: GzipArchive,
  redactor: TextRedactor | undefined,
  { earlier, now }: BundleSamples,
): readonly NotRead[] {
  const notRead: NotRead[] = [];
  const { tableUsage, cpuCounters, kernelLog } = now.parts;
  if (tableUsage?.status === "present") archive.add("node_conntrack_mtu.txt", `${tableUsage.value.count} / ${tableUsage.value.max}\n`);
  else notRead.push({ path: "node_conntrack_mtu.txt", because: tableUsage?.reason ?? "not asked" });
  if (cpuCounters?.status === "present") {
    const samples = [earlier, now].flatMap((snapshot) => {
      const reading = snapshot?.parts.cpuCounters;
      return reading?.status === "present" ? [`# ${isoTime(reading.takenAtMs)}\n${formatConntrackStats(reading.value)}`] : [];
    });
    archive.add("conntrack_stats.txt", samples.join(""));
  } else notRead.push({ path: "conntrack_stats.txt", because: cpuCounters?.reason ?? "not asked" });
  if (kernelLog?.status === "present") {
    const lines = kernelLog.value.records.map((record) =>
      formatKernelLogRecord(redactor === undefined ? record : { ...record, message: redactor.kernelMessage(record.message) }),
    );
    archive.add("kernel_log.txt", lines.map((line) => `${line}\n`).join(""));
  } else notRead.push({ path: "kernel_log.txt", because: kernelLog?.reason ?? "not asked" });
  return notRead;
}
