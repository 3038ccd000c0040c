import { cpuCounterIncrease } from "../analysis/counter-increase.ts";
import { defineCheck } from "./check.ts";
import { draftIncrease } from "./increase-draft.ts";

export const drops = defineCheck({
  id: "drops",
  title: "Conntrack drops",
  says: "How many packets connection tracking refused within the window: the column drop, added over the CPUs.",
  why: "Each is a packet that should have opened a connection and was lost; the sender sees a time-out, a local one EPERM.",
  doesNotMean:
    "It does not mean that the table is full: source NAT that finds no free port drops as well, at almost no use. And no drops do not mean health: a table full of entries that are not assured evicts them without a drop.",
  nextCommand: "ullage check --only usage,insert-failures,early-evictions",
  needs: ["cpuCounters"],
  uses: ["tableUsage"],
  cost: "cheap",
  judges: "increase",
  levels: { issue: "The counter rose by issueIncrease or more.", warning: "The counter rose by less than issueIncrease." },
  thresholds: {
    issueIncrease: { default: 1, unit: "count", source: "every drop is a lost packet; measured: 0 on a node whose table has room" },
  },
  evaluate({ now, earlier, windowSeconds }, { issueIncrease }) {
    const counted = cpuCounterIncrease("drop", earlier?.cpuCounters.value, now.cpuCounters.value);
    const usage = now.tableUsage?.value;
    const room = usage === undefined || usage.max === 0 ? "" : `; the table is ${Math.floor((usage.count / usage.max) * 100)}% full`;
    return [
      draftIncrease("Conntrack drops", counted, windowSeconds, ({ increase, said }) => ({
        level: increase >= issueIncrease ? "issue" : "warning",
        text: `Conntrack drops: ${said}${room}`,
      })),
    ];
  },
});
