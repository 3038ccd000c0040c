import { countText } from "../../model/count-text.ts";
import { birthsText } from "./births-text.ts";
import { defineSuspectRule, fewEntries } from "./suspect-rule.ts";

/** One client with many destinations. */
export const fanOut = defineSuspectRule({
  cause: "fan-out",
  dimension: "workload",
  thresholds: {
    minimumEntries: fewEntries,
    leastShare: { default: 0.25, source: "as for the largest client" },
    minimumPeers: { default: 100, source: "chosen: more destinations than a service of ordinary size has endpoints" },
    eachItsOwn: { default: 0.5, source: "chosen: hardly two entries lead to one destination" },
  },
  judge(history, { minimumEntries, leastShare, minimumPeers, eachItsOwn }) {
    const { entries, share, peers, births } = history.at(-1)!.group;
    if (peers === undefined || peers < minimumPeers || entries < minimumEntries || share < leastShare) return undefined;
    return {
      confidence: peers >= entries * eachItsOwn ? "high" : "medium",
      because: `its ${countText(entries)} entries lead to about ${countText(peers)} destinations${birthsText(births)}`,
    };
  },
});
