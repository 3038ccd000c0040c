import { defineCheck } from "./check.ts";
import { limitSubjects } from "./limit-subjects.ts";

export const podTables = defineCheck({
  id: "pod-tables",
  title: "Pod tables",
  says: "The count of every other network namespace on the node against the same limit, seen through a process in it.",
  why: "The kernel tests each namespace for itself. A pod that tracks its own connections, as with a sidecar that installs iptables rules, can be full while the node's table is nearly empty.",
  doesNotMean: "The counts must not be added up: each namespace has the whole limit to itself. Most pods track nothing and show 0.",
  nextCommand: "ullage check --only table-full-log,drops",
  needs: ["namespaces", "tableUsage"],
  cost: "cheap",
  judges: "state",
  levels: {
    notice: "A pod's table is filled to noticeRatio.",
    warning: "A pod's table is filled to warningRatio.",
    issue: "A pod's table is filled to issueRatio.",
  },
  thresholds: {
    noticeRatio: { default: 0.7, unit: "ratio", source: "as for the node's own table" },
    warningRatio: { default: 0.85, unit: "ratio", source: "as for the node's own table" },
    issueRatio: { default: 0.95, unit: "ratio", source: "as for the node's own table" },
  },
  evaluate({ now }, { noticeRatio, warningRatio, issueRatio }) {
    const { max } = now.tableUsage.value;
    const pods = now.namespaces.value.filter((namespace) => !namespace.isOwn).toSorted((a, b) => b.count - a.count);
    const fullest = pods[0];
    if (fullest === undefined) return [{ level: "ok", text: "Pod tables: no other network namespace was seen", value: 0 }];
    if (max === 0) return [{ level: "ok", text: `Pod tables: ${pods.length} namespaces, unlimited (nf_conntrack_max is 0)` }];
    const percent = (count: number) => Math.floor((count / max) * 100);
    const filled = pods.filter(({ count }) => count / max >= noticeRatio);
    if (filled.length === 0) {
      const text = `Pod tables: ${pods.length} ${pods.length === 1 ? "namespace" : "namespaces"}, the fullest ${fullest.count} / ${max} (~${percent(fullest.count)}%) with process ${fullest.pid} ${fullest.command}`;
      return [{ level: "ok", text, value: fullest.count, limit: max }];
    }
    return limitSubjects(
      filled.map(({ inode, pid, command, count }) => ({
        level: count / max >= issueRatio ? "issue" : count / max >= warningRatio ? "warning" : "notice",
        text: `Pod table${inode === undefined ? "" : ` in netns ${inode}`}: ${count} / ${max} (${percent(count)}%) with process ${pid} ${command}`,
        subject: inode === undefined ? `process ${pid}` : `netns ${inode}`,
        value: count,
        limit: max,
      })),
      (more) => `Pod tables: ${more} more namespaces at ${Math.round(noticeRatio * 100)}% or above`,
    );
  },
});
