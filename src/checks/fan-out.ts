import { defineCheck } from "./check.ts";
import { isWeighty, percentText, tableWeight } from "./table-weight.ts";

export const fanOut = defineCheck({
  id: "fan-out",
  title: "Fan-out",
  says: "Whether one client holds a large part of the table towards many destinations, whose number is estimated while the table is walked.",
  why: "A scanner, a scraper or a client of every pod of a large service takes an entry for each destination, on this node and on theirs.",
  doesNotMean:
    "Ingress proxies and monitoring do this by design. The number of destinations is an estimate to within a few percent up to some hundreds.",
  nextCommand: "ullage analyze --by source",
  needs: ["tableComposition"],
  uses: ["tableUsage"],
  cost: "dump",
  judges: "state",
  levels: {
    notice: "The share and the destinations are reached in a table that is too empty to matter.",
    warning: "One client has warningShare of the entries, towards minimumPeers destinations or more.",
  },
  thresholds: {
    warningShare: { default: 0.25, unit: "ratio", source: "as for the largest client" },
    minimumPeers: { default: 100, unit: "count", source: "chosen: more destinations than a service of ordinary size has endpoints" },
    ...tableWeight,
  },
  evaluate({ now }, { warningShare, minimumPeers, ...weight }) {
    const { total, top } = now.tableComposition.value;
    const large = top.sources.items.filter(({ share }) => share >= warningShare);
    const spread = large.filter(({ peers }) => peers !== undefined && peers >= minimumPeers);
    if (spread.length > 0) {
      const level = isWeighty(total, now.tableUsage?.value.max, weight) ? "warning" : "notice";
      return spread.map(({ key, entries, share, peers }) => ({
        level,
        text: `Fan-out: ${key} has ${entries} of ${total} entries (${percentText(share)}) towards about ${peers} destinations`,
        subject: key,
        value: entries,
        limit: total,
      }));
    }
    const unknown = large.find(({ peers }) => peers === undefined);
    if (unknown !== undefined)
      return [{ level: "not-evaluated", because: `how many destinations ${unknown.key} has is not known`, subject: unknown.key }];
    const value = large[0]?.entries ?? 0;
    return [{ level: "ok", text: "Fan-out: no client has a large part of the table towards many destinations", value, limit: total }];
  },
});
