import { addressOwners } from "./address-owners.ts";
import { bpfMaps } from "./bpf-maps.ts";
import { cloudInstance } from "./cloud-instance.ts";
import type { Collector } from "./collector.ts";
import { cpuCounters } from "./cpu-counters.ts";
import { dataPlane } from "./data-plane.ts";
import { eventListeners } from "./event-listeners.ts";
import { interfaceAllowances } from "./interface-allowances.ts";
import { kernel } from "./kernel.ts";
import { kernelLog } from "./kernel-log.ts";
import { kubeProxy } from "./kube-proxy.ts";
import { limitConfiguration } from "./limit-configuration.ts";
import { localAddresses } from "./local-addresses.ts";
import { localConnections } from "./local-connections.ts";
import { namespaces } from "./namespaces.ts";
import { neighbourTable } from "./neighbour-table.ts";
import { neighbours } from "./neighbours.ts";
import { nodeDns } from "./node-dns.ts";
import { podNetworks } from "./pod-networks.ts";
import { portRanges } from "./port-ranges.ts";
import { resources } from "./resources.ts";
import { settings } from "./settings.ts";
import { slabMemory } from "./slab-memory.ts";
import { socketQueues } from "./socket-queues.ts";
import { softnet } from "./softnet.ts";
import { tableComposition } from "./table-composition.ts";
import { tableUsage } from "./table-usage.ts";

/** Every collector, in the order of the parts in `PartValues`; the own connections are last, since the others make them. */
export const collectors: readonly Collector[] = [
  tableUsage,
  namespaces,
  cpuCounters,
  settings,
  tableComposition,
  kernelLog,
  slabMemory,
  interfaceAllowances,
  socketQueues,
  portRanges,
  neighbourTable,
  softnet,
  resources,
  kernel,
  dataPlane,
  kubeProxy,
  nodeDns,
  cloudInstance,
  bpfMaps,
  limitConfiguration,
  eventListeners,
  localAddresses,
  neighbours,
  addressOwners,
  podNetworks,
  localConnections,
];
