import { countText } from "../../model/count-text.ts";
import { birthsText } from "./births-text.ts";
import { defineSuspectRule, fewEntries, type GroupHistory, tcpEntries, worthAName } from "./suspect-rule.ts";

/** Connections that are begun and not answered, each try with an entry of its own. */
export const retryStorm = defineSuspectRule({
  cause: "burst-or-retry-storm",
  dimension: "workload",
  thresholds: {
    minimumEntries: fewEntries,
    leastShare: worthAName,
    synSentShare: { default: 0.3, source: "a burst or a retry storm: SYN_SENT is a third of TCP" },
    growth: { default: 1.5, source: "chosen: half as many again is no fluctuation" },
  },
  judge(history, { minimumEntries, leastShare, synSentShare, growth }) {
    const { group } = history.at(-1)!;
    const synSent = group.byTimeout.tcpSynSent ?? 0;
    const tcp = tcpEntries(group);
    if (synSent < minimumEntries || group.share < leastShare || synSent < tcp * synSentShare) return undefined;
    const isRising = hasRisen(history, growth);
    return {
      confidence: isRising ? "high" : "medium",
      because: `${countText(synSent)} of its ${countText(tcp)} TCP entries are attempts that nobody answered${birthsText(group.births)}${isRising ? ", and they become more" : ""}`,
    };
  },
});

function hasRisen(history: GroupHistory, growth: number): boolean {
  const [first] = history;
  const latest = history.at(-1)!;
  if (first === undefined || first === latest) return false;
  return (latest.group.byTimeout.tcpSynSent ?? 0) >= Math.max(1, first.group.byTimeout.tcpSynSent ?? 0) * growth;
}
