import { distinctOwners } from "../analysis/clients/clients-by-workload.ts";
import { TableClients } from "../analysis/clients/table-clients.ts";
import { defineCheck } from "./check.ts";
import { percentText, tooFewRead } from "./table-weight.ts";

export const workloadShare = defineCheck({
  id: "workload-share",
  title: "Largest workload",
  says: "Which workload has opened the most entries of the table, all its pods on this node together, by the names that are known of their addresses.",
  why: "Thirty pods with a fiftieth of the table each are no large client and yet one workload with more than half of it.",
  doesNotMean:
    "The largest workload need not be at fault: a proxy has many connections by design. Clients without a name, such as those outside of the cluster, are not looked at.",
  nextCommand: "ullage analyze --by workload",
  needs: ["tableComposition", "addressOwners"],
  uses: ["tableUsage"],
  cost: "dump",
  judges: "state",
  levels: { notice: "One workload has noticeShare of the entries of a table with minimumEntries." },
  thresholds: {
    noticeShare: { default: 0.25, unit: "ratio", source: "as for the largest client" },
    minimumEntries: { default: 1000, unit: "count", source: "chosen: shares of a few entries are chance" },
  },
  evaluate({ now, takenAtMs }, { noticeShare, minimumEntries }) {
    const composition = now.tableComposition.value;
    const because = tooFewRead(composition, now.tableUsage?.value.count);
    if (because !== undefined) return [{ level: "not-evaluated", because }];
    const { total, top, capped } = composition;
    const clients = new TableClients(top.sources, now.addressOwners.value, takenAtMs);
    // What the node opens itself is told by its address.
    const largest = clients.all.find(({ members: [{ owner }] }) => owner !== undefined && owner.kind !== "node");
    if (largest === undefined) return [{ level: "ok", text: "Largest workload: no client has a name", value: 0, limit: total }];
    const pods = distinctOwners(largest);
    const name = `${largest.name}${pods > 1 ? ` (${pods} pods)` : ""}`;
    const has = `${clients.isAtLeast(largest) ? "at least " : ""}${largest.entries} of ${total} entries (${percentText(largest.share)})`;
    const text = `Largest workload: ${name} has ${has}${capped === undefined ? "" : `, of the part that was read: ${capped.because}`}`;
    const figures = { value: largest.entries, limit: total };
    if (largest.share < noticeShare || total < minimumEntries) return [{ level: "ok", text, ...figures }];
    return [{ level: "notice", text, subject: largest.name, ...figures }];
  },
});
