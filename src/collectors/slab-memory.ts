import { parseConntrackSlabs } from "../wire/procfs/slabinfo.ts";
import { defineCollector, PartMissing } from "./collector.ts";

export const slabMemory = defineCollector({
  part: "slabMemory",
  title: "Memory of the entries",
  why: "The true size of an entry on this kernel, and the number of entries over all namespaces of the node.",
  reads: ["/proc/slabinfo"],
  capability: { name: "CAP_DAC_READ_SEARCH", gives: "/proc/slabinfo, which only root may read" },
  cost: "cheap",
  async collect({ proc }) {
    const source = proc.path("slabinfo");
    const value = parseConntrackSlabs(proc.readText("slabinfo"));
    if (value === undefined) throw new PartMissing("absent", source, `${source} has no slab nf_conntrack: nf_conntrack is not loaded`);
    return { value, source };
  },
});
