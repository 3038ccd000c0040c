import { countText } from "../../model/count-text.ts";
import { birthsText } from "./births-text.ts";
import { defineSuspectRule, fewEntries, tcpEntries, worthAName } from "./suspect-rule.ts";

/** A connection for each request: what is left of them waits in TIME_WAIT. */
export const connectionChurn = defineSuspectRule({
  cause: "connection-churn",
  dimension: "workload",
  thresholds: {
    minimumEntries: fewEntries,
    leastShare: worthAName,
    timeWaitShare: { default: 0.5, source: "connection churn: more than half of TCP in TIME_WAIT" },
    sureShare: { default: 0.25, source: "one workload with a quarter of the table" },
  },
  judge(history, { minimumEntries, leastShare, timeWaitShare, sureShare }) {
    const { group } = history.at(-1)!;
    const timeWait = group.byTimeout.tcpTimeWait ?? 0;
    const tcp = tcpEntries(group);
    if (timeWait < minimumEntries || group.share < leastShare || timeWait < tcp * timeWaitShare) return undefined;
    return {
      confidence: group.share >= sureShare ? "high" : "medium",
      because: `${countText(timeWait)} of its ${countText(tcp)} TCP entries are closed connections in TIME_WAIT${birthsText(group.births)}`,
    };
  },
});
