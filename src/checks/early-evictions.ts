import { cpuCounterIncrease } from "../analysis/counter-increase.ts";
import { defineCheck } from "./check.ts";
import { draftIncrease } from "./increase-draft.ts";

export const earlyEvictions = defineCheck({
  id: "early-evictions",
  title: "Conntrack early evictions",
  says: "How many entries the kernel threw out before their time to make room within the window: the column early_drop, added over the CPUs.",
  why: "The table is at its limit and stays quiet about it: drop stays 0 and the kernel log is empty while one-shot UDP such as DNS loses its entries first.",
  doesNotMean:
    "It does not mean that established TCP connections are cut: only entries that are not assured are evicted. The use can look flat, because every new entry takes the place of another.",
  nextCommand: "ullage check --full --only usage,udp-share,syn-sent-share",
  needs: ["cpuCounters"],
  uses: ["tableUsage"],
  cost: "cheap",
  judges: "increase",
  levels: {
    warning: "The counter rose.",
    issue: "The counter rose and the table is filled to issueRatio.",
  },
  thresholds: {
    issueRatio: {
      default: 0.95,
      unit: "ratio",
      source: "the level at which usage is an issue; measured: 87856 evictions in a full table of UDP",
    },
  },
  evaluate({ now, earlier, windowSeconds }, { issueRatio }) {
    const counted = cpuCounterIncrease("earlyDrop", earlier?.cpuCounters.value, now.cpuCounters.value);
    const usage = now.tableUsage?.value;
    const isFull = usage !== undefined && usage.max > 0 && usage.count / usage.max >= issueRatio;
    return [
      draftIncrease("Conntrack early evictions", counted, windowSeconds, ({ said }) => ({
        level: isFull ? "issue" : "warning",
        text: `Conntrack early evictions: ${said}${isFull ? "; the table is full and evicts entries to make room" : ""}`,
      })),
    ];
  },
});
