import type { NamespaceUsage } from "../model/node-snapshot.ts";
import type { CheckCase } from "./check.case.ts";

const pod = (count: number, inode = 4_026_532_177): NamespaceUsage => ({ inode, pid: 4242, command: "envoy", isOwn: false, count });
const host: NamespaceUsage = { inode: 4_026_531_840, pid: 1, command: "systemd", isOwn: true, count: 990 };
const at = (...namespaces: readonly NamespaceUsage[]) => ({ namespaces, tableUsage: { count: 990, max: 1000 } });

export const cases: readonly CheckCase[] = [
  { name: "the reader's own namespace is not a pod", now: at(host), says: [{ level: "ok", value: 0 }] },
  {
    name: "pods with room are one line that names the fullest",
    now: at(host, pod(3, 1), pod(120, 2)),
    says: [{ level: "ok", line: "[OK] Pod tables: 2 namespaces, the fullest 120 / 1000 (~12%) with process 4242 envoy" }],
  },
  {
    name: "each full pod has a line of its own",
    now: at(host, pod(700, 1), pod(1000, 2), pod(850, 3), pod(5, 4)),
    says: [
      { level: "issue", subject: "netns 2", line: "[ISSUE] Pod table in netns 2: 1000 / 1000 (100%) with process 4242 envoy" },
      { level: "warning", subject: "netns 3" },
      { level: "notice", subject: "netns 1" },
    ],
  },
  {
    name: "a namespace whose number may not be read goes by its process",
    now: at(host, { pid: 4242, command: "envoy", isOwn: false, count: 1000 }),
    says: [{ level: "issue", subject: "process 4242", line: "[ISSUE] Pod table: 1000 / 1000 (100%) with process 4242 envoy" }],
  },
  {
    name: "an unlimited table is never full",
    now: { namespaces: [pod(9999)], tableUsage: { count: 1, max: 0 } },
    says: [{ level: "ok" }],
  },
];
