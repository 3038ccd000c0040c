import type { TopItem } from "../model/table-composition.ts";
import { defineCheck, type SignalDraft } from "./check.ts";
import { percentText } from "./table-weight.ts";

export const staleEndpoints = defineCheck({
  id: "stale-endpoints",
  title: "Stale endpoints",
  says: "Which endpoints of services (the source of the reply) have entries that were never answered, and do not answer ARP on a network of this node.",
  why: "Entries that were translated to a pod that is gone go on sending new packets of the same connection there: UDP clients such as DNS resolvers never recover until the entry times out.",
  doesNotMean:
    "An endpoint that does not answer may be slow, or refuse by a policy. One on another node, or on a network that this node routes to, has no ARP entry here and is not judged.",
  nextCommand: "ullage analyze --by endpoint",
  needs: ["tableComposition", "neighbours"],
  cost: "dump",
  judges: "state",
  levels: {
    notice: "There is such an endpoint.",
    warning: "The entries of such an endpoint are warningShare of the table or more.",
  },
  thresholds: {
    minimumEntries: { default: 20, unit: "count", source: "chosen: fewer are left over from any pod that ends" },
    unansweredShare: { default: 0.5, unit: "ratio", source: "chosen: most of the endpoint's entries" },
    warningShare: { default: 0.05, unit: "ratio", source: "chosen: a part of the table that is worth freeing" },
  },
  evaluate({ now }, { minimumEntries, unansweredShare, warningShare }) {
    const { total, top } = now.tableComposition.value;
    const incomplete = new Set(now.neighbours.value.incomplete);
    const suspects = top.endpoints.items.filter(
      ({ entries, kinds }) =>
        entries >= minimumEntries &&
        kinds !== undefined &&
        kinds.unreplied >= entries * unansweredShare &&
        kinds.destinationNat >= entries * unansweredShare,
    );
    const gone = suspects.filter(({ key }) => incomplete.has(key));
    const others = suspects.filter(({ key }) => !incomplete.has(key));
    if (gone.length === 0 && others.length === 0) return [{ level: "ok", text: "Stale endpoints: none", value: 0, limit: total }];
    return [
      ...gone.map(
        (item): SignalDraft => ({
          level: item.share >= warningShare ? "warning" : "notice",
          text: `Stale endpoints: ${item.key} has ${item.entries} of ${total} entries (${percentText(item.share)}), ${unanswered(item)}, and does not answer ARP`,
          subject: item.key,
          value: item.entries,
          limit: total,
        }),
      ),
      ...others.map(
        (item): SignalDraft => ({
          level: "not-evaluated",
          because: `${item.entries} entries, ${unanswered(item)}; it is on another node or behind a route, so whether it is gone cannot be seen from here`,
          subject: item.key,
        }),
      ),
    ];
  },
});

function unanswered({ kinds }: TopItem): string {
  return `${kinds?.unreplied ?? 0} of them translated to it and never answered`;
}
