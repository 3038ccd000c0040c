import { cpuCounterIncrease } from "../analysis/counter-increase.ts";
import { defineCheck } from "./check.ts";
import { draftIncrease } from "./increase-draft.ts";

export const clashResolve = defineCheck({
  id: "clash-resolve",
  title: "Conntrack clashes resolved",
  says: "How often within the window two packets of one flow raced to insert the same entry and the kernel settled it: clash_resolve, added over the CPUs.",
  why: "A resolver that sends A and AAAA queries at once from one socket through a service address makes this race; on kernels that cannot settle it, one of the two queries is lost for 5 s.",
  doesNotMean: "It does not mean loss: a clash that was resolved lost nothing. It has nothing to do with how full the table is.",
  nextCommand: "ullage check --only insert-failures",
  needs: ["cpuCounters"],
  cost: "cheap",
  judges: "increase",
  levels: { notice: "The counter rose by noticeIncrease or more." },
  thresholds: {
    noticeIncrease: { default: 1, unit: "count", source: "measured: 75 in a burst of same-tuple UDP through destination NAT, else 0" },
  },
  evaluate({ now, earlier, windowSeconds }, { noticeIncrease }) {
    const counted = cpuCounterIncrease("clashResolve", earlier?.cpuCounters.value, now.cpuCounters.value);
    return [
      draftIncrease("Conntrack clashes resolved", counted, windowSeconds, ({ increase, said }) => ({
        level: increase >= noticeIncrease ? "notice" : "ok",
        text: `Conntrack clashes resolved: ${said}, nothing was lost by them`,
      })),
    ];
  },
});
