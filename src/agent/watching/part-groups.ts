import type { PartName } from "../../model/node-snapshot.ts";

/** Parts that are read together, because they cost alike and change alike. */
export interface PartGroup {
  /** As the ledger calls it. */
  readonly work: string;
  readonly parts: readonly PartName[];
  readonly intervalSeconds: number;
  /** Of one core, for what grows with the processes of the node: read more seldom where it costs more. */
  readonly cpuShare?: number;
}

/** What an increase is judged over is read often, and at one moment; the count and the limit are read every second besides. */
export const countersGroup: PartGroup = {
  work: "counters",
  parts: ["tableUsage", "cpuCounters", "socketQueues", "neighbourTable", "softnet"],
  intervalSeconds: 5,
};

export const allowancesGroup: PartGroup = { work: "allowances", parts: ["tableUsage", "interfaceAllowances"], intervalSeconds: 10 };

/** What changes by the hand of somebody, or by the minute. The own connections come last: the others make them. */
export const nodeGroup: PartGroup = {
  work: "node",
  parts: [
    "settings",
    "slabMemory",
    "portRanges",
    "resources",
    "kernel",
    "dataPlane",
    "kubeProxy",
    "nodeDns",
    "bpfMaps",
    "limitConfiguration",
    "localAddresses",
    "neighbours",
    "localConnections",
  ],
  intervalSeconds: 60,
};

/** Asks the metadata service of the cloud, for what never changes while the node runs. */
export const instanceGroup: PartGroup = { work: "instance", parts: ["cloudInstance"], intervalSeconds: 3600 };

/** Reads files of a process in each network namespace. */
export const namespacesGroup: PartGroup = {
  work: "namespaces",
  parts: ["namespaces", "podNetworks"],
  intervalSeconds: 15,
  cpuShare: 0.001,
};

/** Reads files of every process. */
export const processesGroup: PartGroup = {
  work: "processes",
  parts: ["eventListeners"],
  intervalSeconds: 120,
  cpuShare: 0.0005,
};

/** Whose addresses are, where no cluster tells it: goes through the open files of every process. */
export const ownNamesGroup: PartGroup = { work: "names", parts: ["addressOwners"], intervalSeconds: 60, cpuShare: 0.001 };

/** Groups that nothing but the readings asks for. */
export const plainGroups: readonly PartGroup[] = [nodeGroup, namespacesGroup, processesGroup, instanceGroup];

/** The work that reads a part most often, by which it grows old. */
export function workOfPart(part: PartName): string {
  if (part === "tableUsage") return "count";
  if (part === "kernelLog") return "kernel-log";
  if (part === "tableComposition") return "walk";
  const group = [countersGroup, allowancesGroup, ...plainGroups, ownNamesGroup].find(({ parts }) => parts.includes(part));
  if (group === undefined) throw new Error(`no work of the agent reads ${part}`);
  return group.work;
}
