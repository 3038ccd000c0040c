import { counterIncrease } from "../analysis/counter-increase.ts";
import type { NeighbourTable } from "../model/node-snapshot.ts";
import { defineCheck, type SignalDraft } from "./check.ts";

export const neighbourTable = defineCheck({
  id: "neighbour-table",
  title: "Neighbour table",
  says: "How many neighbours (ARP and NDP entries) there are against gc_thresh3, and whether the kernel refused one within the window.",
  why: "Beyond gc_thresh3 the kernel knows no way to a host it has not talked to: packets to some pods and nodes are dropped, to others not.",
  doesNotMean:
    "It does not mean that the conntrack table is full, though it looks alike. Between gc_thresh2 and gc_thresh3 the kernel only collects harder.",
  nextCommand: "ip -s neighbour show",
  needs: ["neighbourTable"],
  cost: "cheap",
  judges: "increase",
  levels: {
    notice: "Entries reach noticeRatio of gc_thresh3.",
    warning: "Entries reach warningRatio of gc_thresh3.",
    issue: "table_fulls rose within the window: an entry was refused.",
  },
  thresholds: {
    noticeRatio: { default: 0.7, unit: "ratio", source: "as for conntrack usage" },
    warningRatio: {
      default: 0.9,
      unit: "ratio",
      source: "chosen: room for one more node's pods; collection runs from gc_thresh2, half of gc_thresh3 by default",
    },
  },
  evaluate({ now, earlier }, thresholds) {
    const before = new Map(earlier?.neighbourTable.value.map((table) => [table.family, table]));
    const tables = now.neighbourTable.value;
    if (tables.length === 0) return [{ level: "not-evaluated", because: "neither IPv4 nor IPv6 has a neighbour table here" }];
    return tables.map((table) => draftTable(table, before.get(table.family), thresholds));
  },
});

function draftTable(
  table: NeighbourTable,
  earlier: NeighbourTable | undefined,
  { noticeRatio, warningRatio }: { readonly noticeRatio: number; readonly warningRatio: number },
): SignalDraft {
  const subject = `IPv${table.family}`;
  const { entries, gcThresh3 } = table;
  const ratio = gcThresh3 === 0 ? 0 : entries / gcThresh3;
  const text = `Neighbour table ${subject}: ${entries} / ${gcThresh3} (~${Math.floor(ratio * 100)}%)`;
  const figures = { subject, value: entries, limit: gcThresh3 };
  const refused = counterIncrease("tableFulls", fulls(earlier), fulls(table) ?? {});
  if (refused.kind === "increase" && refused.increase > 0) {
    return { level: "issue", text: `${text}: ${refused.increase} entries refused in the window`, ...figures };
  }
  return { level: ratio >= warningRatio ? "warning" : ratio >= noticeRatio ? "notice" : "ok", text, ...figures };
}

function fulls(table: NeighbourTable | undefined): { readonly tableFulls: number } | undefined {
  return table?.tableFulls === undefined ? undefined : { tableFulls: table.tableFulls };
}
