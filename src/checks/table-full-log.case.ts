import type { KernelLogRecord } from "../model/kernel-log-record.ts";
import { type CheckCase, caseTakenAtMs, missing } from "./check.case.ts";

const full = (secondsAgo: number, namespaceInode?: number): KernelLogRecord => ({
  atMs: caseTakenAtMs - secondsAgo * 1000,
  event: { kind: "table-full", ...(namespaceInode === undefined ? {} : { namespaceInode }) },
  message: "nf_conntrack: table full, dropping packet",
});

const namespaces = [
  { inode: 4_026_531_840, pid: 1, command: "systemd", isOwn: true, count: 5 },
  { inode: 4_026_532_177, pid: 4242, command: "envoy", isOwn: false, count: 1000 },
];

export const cases: readonly CheckCase[] = [
  { name: "a log without such a line is ok", now: { kernelLog: { records: [] } }, says: [{ level: "ok", value: 0 }] },
  {
    name: "a log that lost records says so",
    now: { kernelLog: { records: [], lost: 7 } },
    says: [{ level: "ok", line: "[OK] Kernel log: no table-full record; 7 records were overwritten before they could be read" }],
  },
  {
    name: "other records are not about a full table",
    now: { kernelLog: { records: [{ atMs: caseTakenAtMs, event: { kind: "out-of-memory" }, message: "Out of memory" }] } },
    says: [{ level: "ok" }],
  },
  {
    name: "a recent line is an issue, with the age of the newest",
    now: { kernelLog: { records: [full(400), full(30)] } },
    says: [{ level: "issue", value: 2, line: "[ISSUE] Kernel log: table full, 2 lines, the newest 30 s ago" }],
  },
  {
    name: "the namespace's number is resolved to a process",
    now: { kernelLog: { records: [full(12, 4_026_532_177)] }, namespaces },
    says: [
      {
        level: "issue",
        subject: "netns 4026532177",
        line: "[ISSUE] Kernel log: table full in netns 4026532177 (process 4242 envoy), 1 line, the newest 12 s ago",
      },
    ],
  },
  {
    name: "each namespace has a line of its own",
    now: { kernelLog: { records: [full(12), full(9000, 4_026_532_177), full(5000, 4_026_599_999)] }, namespaces },
    says: [
      { level: "issue" },
      { level: "notice", subject: "netns 4026532177" },
      {
        level: "notice",
        line: "[OK] Kernel log: table full in netns 4026599999 (no process of it was seen), 1 line, the newest 83 min ago",
      },
    ],
  },
  {
    name: "the reader's own namespace is no subject, with its number or without",
    now: { kernelLog: { records: [full(12), full(30, 4_026_531_840)] }, namespaces },
    says: [{ level: "issue", value: 2, line: "[ISSUE] Kernel log: table full, 2 lines, the newest 12 s ago" }],
  },
  {
    name: "namespaces that could not be read leave the number alone, and nobody knows whether the namespace still is",
    now: { kernelLog: { records: [full(12, 4_026_532_177)] }, namespaces: missing },
    says: [{ level: "warning", subject: "netns 4026532177" }],
  },
  {
    name: "a line stamped since boot gets its age from the time of boot",
    now: {
      kernelLog: { records: [{ bootSeconds: 1000, event: { kind: "table-full" }, message: "" }] },
      kernel: { release: "6.18.0", modules: [], bootedAtMs: caseTakenAtMs - 1_060_000 },
    },
    says: [{ level: "issue", line: "[ISSUE] Kernel log: table full, 1 line, the newest 60 s ago" }],
  },
  {
    name: "a line without any time warns",
    now: { kernelLog: { records: [{ event: { kind: "table-full" }, message: "" }] } },
    says: [{ level: "warning" }],
  },
  {
    name: "beyond twenty namespaces the rest is one line at their worst level",
    now: { kernelLog: { records: Array.from({ length: 25 }, (_, index) => full(10, 4_026_540_000 + index)) } },
    says: [...Array.from({ length: 20 }, () => ({ level: "warning" }) as const), { level: "warning", subject: "others", value: 5 }],
  },
];
