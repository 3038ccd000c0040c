import { sourcesOfNode } from "../model/sources-of-node.ts";
import { defineCollector } from "./collector.ts";

export const tableComposition = defineCollector({
  part: "tableComposition",
  title: "What the table holds",
  why: "Which protocols, states, clients and endpoints fill the table decides what to do about it.",
  reads: ["ctnetlink IPCTNL_MSG_CT_GET (dump)", "/proc/sys/net/netfilter/nf_conntrack_*"],
  capability: { name: "CAP_NET_ADMIN", gives: "the entries of the table; without it only their number is known" },
  cost: "dump",
  async collect(sources, { signal }) {
    // What counts a table is a sixth of all code that a check could load, and most checks walk no table.
    const { composeLiveTable } = await import("./compose-live-table.ts");
    return composeLiveTable(sources, { signal, sourceNat: true, topSources: sourcesOfNode });
  },
});
