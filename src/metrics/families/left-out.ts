import type { AgentStatus } from "../../model/agent-status.ts";
import type { Metric } from "../metric-family.ts";
import { shownDeliveries } from "./deliveries.ts";
import { shownInterfaces } from "./interface-allowances.ts";
import { fullestNamespaces } from "./network-namespaces.ts";
import { shownWorks } from "./works.ts";

const lists: readonly { readonly of: string; readonly leftOut: (status: AgentStatus) => number }[] = [
  { of: "interfaces", leftOut: (status) => shownInterfaces(status).leftOut },
  { of: "namespaces", leftOut: (status) => fullestNamespaces(status).leftOut },
  { of: "works", leftOut: (status) => shownWorks(status).leftOut },
  { of: "deliveries", leftOut: (status) => shownDeliveries(status).leftOut },
];

export const leftOut: readonly Metric[] = [
  {
    name: "ullage_series_left_out",
    type: "gauge",
    help: "How many of a list have no series because its bound was reached. Workloads beyond theirs are in workload=other.",
    labels: ["of"],
    maximumSeries: lists.length,
    doesNotMean: "They are watched and judged all the same; only their series are missing.",
    samples: (status) => lists.map((list) => ({ labels: [list.of], value: list.leftOut(status) })),
  },
];
