import { defineCheck } from "./check.ts";

export const usage = defineCheck({
  id: "usage",
  title: "Conntrack usage",
  says: "How many entries nf_conntrack_count holds against nf_conntrack_max, in the namespace that the reader lives in.",
  why: "At the limit the kernel evicts entries that are not assured, or refuses packets, and nothing answers the sender.",
  doesNotMean:
    "A low percentage does not mean that connections are safe: source NAT runs out of ports at 0.02 % use, and the instance's own limit is not in this number. The count includes expired entries that the kernel has yet to collect, and those are what it compares with the limit.",
  nextCommand: "ullage analyze",
  needs: ["tableUsage"],
  cost: "cheap",
  judges: "state",
  levels: {
    notice: "The table is filled to noticeRatio.",
    warning: "The table is filled to warningRatio.",
    issue: "The table is filled to issueRatio; from 100 % on the line says exhausted.",
  },
  thresholds: {
    noticeRatio: { default: 0.7, unit: "ratio", source: "runway before the cliff: the monitoring guide's alert level" },
    warningRatio: { default: 0.85, unit: "ratio", source: "the node check toolkit's [WARN] level" },
    issueRatio: { default: 0.95, unit: "ratio", source: "the monitoring guide: new connections are likely being dropped" },
  },
  evaluate({ now }, { noticeRatio, warningRatio, issueRatio }) {
    const { count, max } = now.tableUsage.value;
    if (max === 0) return [{ level: "ok", text: `Conntrack usage: ${count} / unlimited (nf_conntrack_max is 0)`, value: count }];
    const ratio = count / max;
    const percent = Math.floor(ratio * 100);
    const amount = `${count} / ${max}`;
    const figures = { value: count, limit: max };
    if (ratio >= 1) return [{ level: "issue", text: `Conntrack exhausted: ${amount} (100%)`, ...figures }];
    if (ratio >= issueRatio) return [{ level: "issue", text: `Conntrack nearly exhausted: ${amount} (${percent}%)`, ...figures }];
    if (ratio >= warningRatio) return [{ level: "warning", text: `Conntrack usage high: ${percent}%`, ...figures }];
    return [{ level: ratio >= noticeRatio ? "notice" : "ok", text: `Conntrack usage: ${amount} (~${percent}%)`, ...figures }];
  },
});
