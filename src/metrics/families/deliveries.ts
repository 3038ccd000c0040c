import type { AgentStatus, DeliveryStatus } from "../../model/agent-status.ts";
import { type BoundedList, boundedList } from "../bounded-list.ts";
import type { Metric, MetricDeclaration } from "../metric-family.ts";

const mostDeliveries = 4;

interface DeliveryRow extends Pick<MetricDeclaration, "name" | "type" | "help" | "doesNotMean"> {
  readonly field: "sent" | "failures" | "dropped" | "waiting";
}

const rows: readonly DeliveryRow[] = [
  {
    field: "sent",
    name: "ullage_delivery_sent_total",
    type: "counter",
    help: "What the agent sent of its own accord and was taken, by where it goes.",
    doesNotMean: "It does not mean that anybody read it.",
  },
  {
    field: "failures",
    name: "ullage_delivery_failures_total",
    type: "counter",
    help: "Attempts to send that failed; what they carried is tried again.",
    doesNotMean: "It does not mean loss: what was given up is in ullage_delivery_dropped_total.",
  },
  {
    field: "dropped",
    name: "ullage_delivery_dropped_total",
    type: "counter",
    help: "Given up: there was no room to keep it, or nobody would ever take it.",
    doesNotMean: "Of metrics a later push carries the same counters, so that only points between are gone.",
  },
  {
    field: "waiting",
    name: "ullage_delivery_waiting",
    type: "gauge",
    help: "Kept until it can be sent.",
    doesNotMean: "It is bounded: what comes beyond it is dropped and counted.",
  },
];

export const deliveries: readonly Metric[] = rows.map(
  ({ field, ...row }): Metric => ({
    ...row,
    unit: "messages",
    labels: ["to"],
    maximumSeries: mostDeliveries,
    ...(row.type === "counter" ? { countedSince: "agent" } : {}),
    samples: (status) => shownDeliveries(status).kept.map(({ label, item }) => ({ labels: [label], value: item[field] })),
  }),
);

export function shownDeliveries({ deliveries: all }: AgentStatus): BoundedList<DeliveryStatus> {
  return boundedList(all, ({ to }) => to, mostDeliveries);
}
