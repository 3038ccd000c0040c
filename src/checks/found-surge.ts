import { cpuCounterIncrease } from "../analysis/counter-increase.ts";
import { defineCheck } from "./check.ts";
import { draftIncrease } from "./increase-draft.ts";

export const foundSurge = defineCheck({
  id: "found-surge",
  title: "Source NAT port contention",
  says: "How often within the window NAT tried a port and found it taken: the column found, added over the CPUs.",
  why: "Source NAT tries port after port; the fewer are free, the more tries a connection costs, and the end of it is a refused connection.",
  doesNotMean:
    "It does not mean that connections fail yet: that is what insert-failures says. Before Linux 4.10 the same column counts ordinary lookups, and there it says nothing.",
  nextCommand: "ullage check --full --only insert-failures,source-nat-ports",
  needs: ["cpuCounters"],
  cost: "cheap",
  judges: "increase",
  levels: { notice: "Tries per second reach noticePerSecond.", warning: "Tries per second reach warningPerSecond." },
  thresholds: {
    noticePerSecond: { default: 100, unit: "per-second", source: "chosen: a tenth of the warning level; a node without contention has 0" },
    warningPerSecond: {
      default: 1000,
      unit: "per-second",
      source: "measured: 17719 tries as 400 clients met 50 source NAT ports, with 350 of them refused",
    },
  },
  evaluate({ now, earlier, windowSeconds }, { noticePerSecond, warningPerSecond }) {
    const counted = cpuCounterIncrease("found", earlier?.cpuCounters.value, now.cpuCounters.value);
    return [
      draftIncrease("Source NAT ports found taken", counted, windowSeconds, ({ perSecond, said }) => ({
        level: perSecond >= warningPerSecond ? "warning" : perSecond >= noticePerSecond ? "notice" : "ok",
        text: `Source NAT ports found taken: ${said}`,
      })),
    ];
  },
});
