import { defineCheck } from "./check.ts";
import { isWeighty, percentText, tableWeight } from "./table-weight.ts";

export const probeEntries = defineCheck({
  id: "probe-entries",
  title: "Probe entries",
  says: "What part of the table are closed connections that the node's own addresses opened to many destinations, as kubelet's probes do.",
  why: "Each probe over HTTP or TCP leaves an entry in TIME_WAIT for two minutes: a hundred pods probed each second fill 12,000 entries.",
  doesNotMean:
    "Processes with the node's network, and pods whose traffic the node translates, have the same address: the entries need not be probes.",
  nextCommand: "ullage analyze --by source",
  needs: ["tableComposition", "localAddresses"],
  uses: ["tableUsage"],
  cost: "dump",
  judges: "state",
  levels: {
    notice: "The share is reached in a table that is too empty to matter.",
    warning: "Such entries are warningShare of the table or more.",
  },
  thresholds: {
    warningShare: { default: 0.25, unit: "ratio", source: "chosen: a quarter of the table for what only asks whether pods live" },
    minimumPeers: { default: 10, unit: "count", source: "chosen: probes go to every pod of the node; one busy upstream is no probe" },
    ...tableWeight,
  },
  evaluate({ now }, { warningShare, minimumPeers, ...weight }) {
    const own = new Set(now.localAddresses.value);
    const { total, top } = now.tableComposition.value;
    const local = top.sources.items.filter(({ key }) => own.has(key));
    const blind = local.find(({ kinds, peers, share }) => (kinds === undefined || peers === undefined) && share >= warningShare);
    if (blind !== undefined)
      return [{ level: "not-evaluated", because: `what the entries of ${blind.key} are is not known`, subject: blind.key }];
    const probing = local.filter(({ peers }) => peers !== undefined && peers >= minimumPeers);
    const closed = probing.reduce((sum, { kinds }) => sum + (kinds?.timeWait ?? 0), 0);
    const share = total === 0 ? 0 : closed / total;
    const text = `Probe entries: ${closed} of ${total} entries (${percentText(share)}) are closed connections of the node itself to many destinations`;
    const figures = { value: closed, limit: total };
    if (total === 0 || share < warningShare) return [{ level: "ok", text, ...figures }];
    const level = isWeighty(total, now.tableUsage?.value.max, weight) ? "warning" : "notice";
    return [{ level, text, subject: probing[0]?.key ?? "", ...figures }];
  },
});
