import type { AgentStatus } from "../../model/agent-status.ts";
import type { NamespaceUsage } from "../../model/node-snapshot.ts";
import { type BoundedList, boundedList } from "../bounded-list.ts";
import { labelText } from "../label-text.ts";
import type { Metric } from "../metric-family.ts";
import { partValue } from "../sample.ts";

const worst = 10;

export const networkNamespaces: readonly Metric[] = [
  {
    name: "ullage_namespace_entries",
    type: "gauge",
    unit: "entries",
    help: "Entries of the ten fullest other network namespaces. Each may hold ullage_table_entries_limit by itself.",
    // `namespace`, `pod` and `container` are what Prometheus' operator calls the scraped agent itself by; ours would be renamed to exported_….
    labels: ["netns", "name"],
    maximumSeries: worst,
    needsPart: "namespaces",
    doesNotMean:
      "They must not be added up. One that tracks nothing has no sample. `netns` is the number that the kernel's log names it by, or `pid:` and a process where that may not be read; `name` is the pod's where it is known, else the command.",
    samples(status) {
      const names = podNames(status);
      return fullestNamespaces(status).kept.map(({ label, item }) => ({
        labels: [label, labelText(names(item) ?? item.command)],
        value: item.count,
      }));
    },
  },
];

export function fullestNamespaces(status: AgentStatus): BoundedList<NamespaceUsage> {
  const filled = (partValue(status, "namespaces") ?? []).filter(({ isOwn, count }) => !isOwn && count > 0);
  return boundedList(
    filled.toSorted((one, another) => another.count - one.count || one.pid - another.pid),
    ({ inode, pid }) => (inode === undefined ? `pid:${pid}` : String(inode)),
    worst,
  );
}

function podNames(status: AgentStatus): (usage: NamespaceUsage) => string | undefined {
  const networks = partValue(status, "podNetworks") ?? [];
  return ({ inode, pid }) => {
    const own = networks.find((network) => (inode === undefined ? network.pid === pid : network.inode === inode));
    return own === undefined || own.namespace === undefined ? own?.name : `${own.namespace}/${own.name}`;
  };
}
