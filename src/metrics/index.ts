import { build } from "./families/build.ts";
import { deliveries } from "./families/deliveries.ts";
import { dnsMonitorNames } from "./families/dns-monitor-names.ts";
import { forecast } from "./families/forecast.ts";
import { incidents } from "./families/incidents.ts";
import { interfaceAllowances } from "./families/interface-allowances.ts";
import { kubeProxy } from "./families/kube-proxy.ts";
import { leftOut } from "./families/left-out.ts";
import { networkNamespaces } from "./families/network-namespaces.ts";
import { nodeExporterNames } from "./families/node-exporter-names.ts";
import { ownCost } from "./families/own-cost.ts";
import { partStatus } from "./families/parts.ts";
import { tableCounters } from "./families/table-counters.ts";
import { tableSize } from "./families/table-size.ts";
import { tableWalk } from "./families/table-walk.ts";
import { verdict } from "./families/verdict.ts";
import { workloads } from "./families/workloads.ts";
import { works } from "./families/works.ts";
import type { Metric } from "./metric-family.ts";

/** Every family of our own, in the order in which a scrape lists them. */
export const metrics: readonly Metric[] = [
  ...build,
  ...tableSize,
  ...tableCounters,
  ...forecast,
  ...tableWalk,
  ...workloads,
  ...networkNamespaces,
  ...interfaceAllowances,
  ...verdict,
  ...kubeProxy,
  ...partStatus,
  ...works,
  ...deliveries,
  ...incidents,
  ...ownCost,
  ...leftOut,
];

/** Names that dashboards and alerts already use, for whoever turns them on. */
export const compatibilityMetrics: readonly Metric[] = [...nodeExporterNames, ...dnsMonitorNames];

/** More series than that no agent has, whatever its node holds: at a thousand nodes each costs a Prometheus some kilobytes. */
export const maximumSeriesOfNode = 600;
