import { durationText } from "../model/duration-text.ts";
import { defineCheck } from "./check.ts";

export const udpGrowth = defineCheck({
  id: "udp-growth",
  title: "UDP growth",
  says: "By how many entries UDP grew between two walks of the table.",
  why: "Nothing closes a UDP entry: a client that takes another port for each query adds one each time, and they only leave by their timeout.",
  doesNotMean: "A table of UDP that does not grow may still be too much of it: at a steady rate as many entries expire as come.",
  nextCommand: "ullage analyze --by source",
  needs: ["tableComposition"],
  uses: ["tableUsage"],
  cost: "dump",
  judges: "increase",
  levels: {
    notice: "UDP grew by minimumIncrease entries and by growthRatio of what it was.",
    warning: "At this rate UDP alone fills what is left of the table in less than warningSeconds.",
  },
  thresholds: {
    minimumIncrease: { default: 100, unit: "count", source: "chosen: fewer entries come and go by chance" },
    growthRatio: { default: 0.05, unit: "ratio", source: "chosen: two walks of one table differ by some percent under churn" },
    warningSeconds: { default: 900, unit: "seconds", source: "as for the time to full" },
  },
  evaluate({ now, earlier, windowSeconds }, { minimumIncrease, growthRatio, warningSeconds }) {
    const { facts, capped } = now.tableComposition.value;
    if (earlier === undefined) return [{ level: "not-evaluated", because: "one walk of the table; growth needs two" }];
    const before = earlier.tableComposition.value;
    const cut = capped ?? before.capped;
    if (cut !== undefined) return [{ level: "not-evaluated", because: `a walk was cut short: ${cut.because}` }];
    const grown = facts.udp - before.facts.udp;
    const figures = { value: grown, limit: before.facts.udp };
    const said = `UDP growth: ${grown} entries in ${durationText(windowSeconds)}, from ${before.facts.udp} to ${facts.udp}`;
    if (grown < minimumIncrease || grown < before.facts.udp * growthRatio) return [{ level: "ok", text: said, ...figures }];
    const usage = now.tableUsage?.value;
    if (usage === undefined || usage.max === 0) return [{ level: "notice", text: said, ...figures }];
    const seconds = Math.max(0, usage.max - usage.count) / (grown / windowSeconds);
    const text = `${said}; at this rate it fills what is left in ${durationText(seconds)}`;
    return [{ level: seconds < warningSeconds ? "warning" : "notice", text, ...figures }];
  },
});
