import type { Collector } from "./collector.ts";
import { cpuCounters } from "./cpu-counters.ts";
import { dataPlane } from "./data-plane.ts";
import { interfaceAllowances } from "./interface-allowances.ts";
import { kernel } from "./kernel.ts";
import { kernelLog } from "./kernel-log.ts";
import { namespaces } from "./namespaces.ts";
import { neighbourTable } from "./neighbour-table.ts";
import { portRanges } from "./port-ranges.ts";
import { resources } from "./resources.ts";
import { settings } from "./settings.ts";
import { slabMemory } from "./slab-memory.ts";
import { socketQueues } from "./socket-queues.ts";
import { softnet } from "./softnet.ts";
import { tableComposition } from "./table-composition.ts";
import { tableUsage } from "./table-usage.ts";

/** Every collector, in the order of the parts in `PartValues`. */
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
];
