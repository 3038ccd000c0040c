import { cloudInstance, eventListeners, interfaceAllowances, kubeProxy, limitConfiguration, resources, settings } from "./configuration.ts";
import { counters } from "./counters.ts";
import { kernelVersion } from "./kernel-version.ts";
import { bpfMaps, dataPlane, neighbourTable, portRanges } from "./node-limits.ts";
import type { PartComparison } from "./part-comparison.ts";
import { podTables } from "./pod-tables.ts";
import { tableComposition } from "./table-composition.ts";
import { tableUsage } from "./table-usage.ts";

/** Everything that two observations are compared by. */
export const partComparisons: readonly PartComparison[] = [
  tableUsage,
  podTables,
  interfaceAllowances,
  bpfMaps,
  portRanges,
  neighbourTable,
  tableComposition,
  ...counters,
  settings,
  limitConfiguration,
  kubeProxy,
  dataPlane,
  cloudInstance,
  resources,
  eventListeners,
  kernelVersion,
];
