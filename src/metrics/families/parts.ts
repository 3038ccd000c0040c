import type { PartName } from "../../model/node-snapshot.ts";
import type { Metric } from "../metric-family.ts";

/** A record, so that a part that is added to the model is missed here by the compiler. */
const partNames: Readonly<Record<PartName, true>> = {
  tableUsage: true,
  namespaces: true,
  cpuCounters: true,
  settings: true,
  tableComposition: true,
  kernelLog: true,
  slabMemory: true,
  interfaceAllowances: true,
  socketQueues: true,
  portRanges: true,
  neighbourTable: true,
  softnet: true,
  resources: true,
  kernel: true,
  dataPlane: true,
  kubeProxy: true,
  nodeDns: true,
  cloudInstance: true,
  bpfMaps: true,
  limitConfiguration: true,
  eventListeners: true,
  localAddresses: true,
  neighbours: true,
  localConnections: true,
  addressOwners: true,
  podNetworks: true,
};

const parts = Object.keys(partNames) as readonly PartName[]; // Object.keys forgets the keys

export const partStatus: readonly Metric[] = [
  {
    name: "ullage_part_status",
    type: "gauge",
    help: "How each part of the node could be read: present, absent, forbidden or failed. Always 1; the label says it.",
    labels: ["part", "status"],
    maximumSeries: parts.length,
    doesNotMean:
      "`absent` is no fault: this kernel or node does not have it. The reason in words is in /v1/snapshot. A part that the agent does not read has no series.",
    samples: ({ snapshot }) =>
      parts.flatMap((part) => {
        const reading = snapshot.parts[part];
        return reading === undefined ? [] : [{ labels: [part, reading.status], value: 1 }];
      }),
  },
];
