import { countText } from "../../model/count-text.ts";
import { defineSuspectRule } from "./suspect-rule.ts";

/**
 * Entries that lead to an address whose pod has ended. An address that nobody was seen to have may be on another node, and is not accused: only names with
 * times tell that it was somebody's and is nobody's.
 */
export const staleEndpoints = defineSuspectRule({
  cause: "stale-endpoints",
  dimension: "server",
  thresholds: {
    minimumEntries: { default: 20, source: "chosen: fewer are left over from any pod that ends" },
    unansweredShare: { default: 0.5, source: "chosen: most of the endpoint's entries" },
  },
  judge(history, { minimumEntries, unansweredShare }) {
    const { entries, unreplied, hasEnded } = history.at(-1)!.group;
    if (hasEnded !== true || entries < minimumEntries || unreplied < entries * unansweredShare) return undefined;
    const [first] = history;
    const isGrowing = first !== undefined && entries > first.group.entries;
    return {
      // What was open when it ended goes away by itself; what is new is still sent there.
      confidence: isGrowing ? "high" : "medium",
      because: `it has ended, and ${countText(unreplied)} of its ${countText(entries)} entries were never answered${isGrowing ? ", which become more" : ""}`,
    };
  },
});
