import { durationText } from "../model/duration-text.ts";
import type { KernelLogRecord } from "../model/kernel-log-record.ts";
import type { NamespaceUsage } from "../model/node-snapshot.ts";
import { defineCheck, type JudgedDraft } from "./check.ts";
import { limitSubjects } from "./limit-subjects.ts";

export const tableFullLog = defineCheck({
  id: "table-full-log",
  title: "Kernel log: table full",
  says: "Whether the kernel wrote that a table is full and it drops packets, how long ago, and for which network namespace.",
  why: "It is the kernel's own word that packets were refused; the namespace number leads to the pod whose table it is.",
  doesNotMean:
    "The number of lines is not the number of lost packets: the kernel limits the rate of these lines. A quiet log does not mean health: a table that evicts instead of refusing writes nothing, and source NAT that has no ports left writes nothing.",
  nextCommand: "ullage check --only usage,drops,pod-tables",
  needs: ["kernelLog"],
  uses: ["namespaces", "kernel"],
  cost: "cheap",
  judges: "state",
  levels: {
    issue: "The newest record is younger than recentSeconds at the time of the reading.",
    warning:
      "A record has no time, so nobody can say whether it is recent; or it is recent and about a namespace in which no process was seen, which may be gone.",
    notice: "All records are older.",
  },
  thresholds: {
    recentSeconds: { default: 600, unit: "seconds", source: "chosen: longer than a check's usual interval, shorter than an incident" },
  },
  evaluate({ now, takenAtMs }, { recentSeconds }) {
    const { records, lost } = now.kernelLog.value;
    const bootedAtMs = now.kernel?.value.bootedAtMs;
    const own = now.namespaces?.value.find(({ isOwn }) => isOwn)?.inode;
    const groups = Map.groupBy(
      records.filter((record) => record.event.kind === "table-full"),
      (record) => inodeOfOther(record, own),
    );
    if (groups.size === 0) {
      const gap = lost === undefined || lost === 0 ? "" : `; ${lost} records were overwritten before they could be read`;
      return [{ level: "ok", text: `Kernel log: no table-full record${gap}`, value: 0 }];
    }
    const drafts = [...groups].map(([inode, group]) =>
      draftOf(inode, group, { namespaces: now.namespaces?.value, bootedAtMs, takenAtMs, recentSeconds }),
    );
    return limitSubjects(drafts, (more) => `Kernel log: table full in ${more} more namespaces`);
  },
});

interface Setting {
  readonly namespaces: readonly NamespaceUsage[] | undefined;
  readonly bootedAtMs: number | undefined;
  readonly takenAtMs: number;
  readonly recentSeconds: number;
}

function draftOf(inode: number | undefined, records: readonly KernelLogRecord[], setting: Setting): JudgedDraft {
  const ages = records.flatMap((record) => ageSeconds(record, setting) ?? []);
  const said = `Kernel log: table full${namespaceText(inode, setting.namespaces)}, ${records.length} ${records.length === 1 ? "line" : "lines"}`;
  const about = { value: records.length, ...(inode === undefined ? {} : { subject: `netns ${inode}` }) };
  if (ages.length === 0) return { level: "warning", text: `${said} without a time`, ...about };
  const youngest = Math.max(0, Math.min(...ages));
  const known = { ...about, ageSeconds: youngest };
  if (youngest > setting.recentSeconds) return { level: "notice", text: `${said}, the newest ${durationText(youngest)} ago`, ...known };
  // Without a process in it, the namespace may have gone with its pod since: then nothing is full any more.
  const level = inode === undefined || isInhabited(inode, setting.namespaces) ? "issue" : "warning";
  return { level, text: `${said}, the newest ${durationText(youngest)} ago`, ...known };
}

/** Undefined for the reader's own namespace: a line without a number is about the host's, or comes from a kernel that names none. */
function inodeOfOther({ event }: KernelLogRecord, own: number | undefined): number | undefined {
  return event.kind === "table-full" && event.namespaceInode !== own ? event.namespaceInode : undefined;
}

function ageSeconds({ atMs, bootSeconds }: KernelLogRecord, { bootedAtMs, takenAtMs }: Setting): number | undefined {
  if (atMs !== undefined) return (takenAtMs - atMs) / 1000;
  if (bootSeconds === undefined || bootedAtMs === undefined) return undefined;
  return (takenAtMs - bootedAtMs) / 1000 - bootSeconds;
}

function isInhabited(inode: number, namespaces: readonly NamespaceUsage[] | undefined): boolean {
  return namespaces?.some((namespace) => namespace.inode === inode) ?? false;
}

function namespaceText(inode: number | undefined, namespaces: readonly NamespaceUsage[] | undefined): string {
  if (inode === undefined) return "";
  const owner = namespaces?.find((namespace) => namespace.inode === inode);
  return ` in netns ${inode} (${owner === undefined ? "no process of it was seen" : `process ${owner.pid} ${owner.command}`})`;
}
