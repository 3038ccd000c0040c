import { defineCheck } from "./check.ts";
import { percentText, tooFewRead } from "./table-weight.ts";

export const clientShare = defineCheck({
  id: "client-share",
  title: "Largest client",
  says: "Which client has opened the most entries of the table, and what part of all entries they are.",
  why: "One client with a quarter of the table is somebody to talk to; without one, the table is too small for what the node carries.",
  doesNotMean:
    "The largest client need not be at fault: a proxy has many connections by design. Pods with the node's network, and all traffic that the node translates, share the node's address.",
  nextCommand: "ullage analyze --by source",
  needs: ["tableComposition"],
  uses: ["tableUsage"],
  cost: "dump",
  judges: "state",
  levels: { notice: "One client has noticeShare of the entries of a table with minimumEntries." },
  thresholds: {
    noticeShare: { default: 0.25, unit: "ratio", source: "a table is too small only where no workload holds more than a quarter" },
    minimumEntries: { default: 1000, unit: "count", source: "chosen: shares of a few entries are chance" },
  },
  evaluate({ now }, { noticeShare, minimumEntries }) {
    const composition = now.tableComposition.value;
    const because = tooFewRead(composition, now.tableUsage?.value.count);
    if (because !== undefined) return [{ level: "not-evaluated", because }];
    const { total, top, capped } = composition;
    const [largest] = top.sources.items;
    if (largest === undefined) return [{ level: "ok", text: "Largest client: the table is empty", value: 0, limit: 0 }];
    const text = `Largest client: ${largest.key} has ${largest.entries} of ${total} entries (${percentText(largest.share)})${capped === undefined ? "" : `, of the part that was read: ${capped.because}`}`;
    const figures = { value: largest.entries, limit: total };
    if (largest.share < noticeShare || total < minimumEntries) return [{ level: "ok", text, ...figures }];
    return [{ level: "notice", text, subject: largest.key, ...figures }];
  },
});
