import { cpuCounterIncrease } from "../analysis/counter-increase.ts";
import { defineCheck } from "./check.ts";
import { draftIncrease } from "./increase-draft.ts";

export const insertFailures = defineCheck({
  id: "insert-failures",
  title: "Conntrack insert failures",
  says: "How many times within the window an entry could not be inserted: the column insert_failed, added over the CPUs.",
  why: "With drops beside it and room in the table, source NAT has run out of ports towards a destination: new connections through it fail.",
  doesNotMean:
    "It does not mean that the table is full: a full table leaves this counter at 0. A single failure can be two UDP packets of one socket racing through a service address, as resolvers send them.",
  nextCommand: "ullage check --only drops,found-surge",
  needs: ["cpuCounters"],
  cost: "cheap",
  judges: "increase",
  levels: { warning: "The counter rose.", issue: "The counter rose by issuePerSecond or faster." },
  thresholds: {
    issuePerSecond: {
      default: 10,
      unit: "per-second",
      source: "above what a resolver's race makes; measured: 350 failures as 400 clients met 50 source NAT ports",
    },
  },
  evaluate({ now, earlier, windowSeconds }, { issuePerSecond }) {
    const counted = cpuCounterIncrease("insertFailed", earlier?.cpuCounters.value, now.cpuCounters.value);
    return [
      draftIncrease("Conntrack insert failures", counted, windowSeconds, ({ perSecond, said }) => ({
        level: perSecond >= issuePerSecond ? "issue" : "warning",
        text: `Conntrack insert failures: ${said}`,
      })),
    ];
  },
});
