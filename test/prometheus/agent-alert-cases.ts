import { type AlertCase, labelsText, quietCounters, seriesOf, target } from "./alert-case.ts";

const targetLabels = labelsText(target);

/** Of the agent itself. */
export const agentAlertCases: readonly AlertCase[] = [
  {
    alert: "UllageAbsent",
    name: "no agent was ever heard of",
    series: {},
    isWithoutAgent: true,
    atMinutes: 11,
    fires: [{ severity: "critical", summary: "no agent of Ullage is heard of: every alert about connection tracking is blind" }],
  },
  { alert: "UllageAbsent", name: "one agent is there", series: {}, atMinutes: 60, fires: [] },
  {
    alert: "DNSMonitorDown",
    name: "the agent answers no more",
    series: { ...answeredUntil(20), [`up{${targetLabels}}`]: "1+0x20 0+0x180" },
    isWithoutAgent: true,
    atMinutes: 20,
    fires: [{ severity: "critical", summary: "node-a: the agent cannot be scraped: monitoring of its conntrack tables is blind" }],
  },
  {
    alert: "DNSMonitorDown",
    name: "and still does not an hour and a quarter later",
    series: { ...answeredUntil(20), [`up{${targetLabels}}`]: "1+0x20 0+0x180" },
    isWithoutAgent: true,
    atMinutes: 90,
    fires: [{ severity: "critical", summary: "node-a: the agent cannot be scraped: monitoring of its conntrack tables is blind" }],
  },
  {
    alert: "DNSMonitorDown",
    name: "another node has taken its address since",
    series: {
      [seriesOf("ullage_build_info", { version: "1.2.3", node: "node-z" })]: "1+0x5 stale",
      [seriesOf("ullage_build_info", { version: "1.2.3", node: "node-a" })]: "_x10 1+0x20 stale",
      [`up{${targetLabels}}`]: "1+0x30 0+0x100",
    },
    isWithoutAgent: true,
    atMinutes: 25,
    fires: [{ severity: "critical", summary: "node-a: the agent cannot be scraped: monitoring of its conntrack tables is blind" }],
  },
  {
    alert: "DNSMonitorDown",
    name: "the node was taken away",
    series: { ...answeredUntil(20), [`up{${targetLabels}}`]: "1+0x20 stale" },
    isWithoutAgent: true,
    atMinutes: 30,
    fires: [],
  },
  {
    alert: "DNSMonitorDown",
    name: "a target of another program is down",
    series: { [`up{${targetLabels}}`]: "1+0x200", [`up{job="agents", instance="10.0.0.9:8080"}`]: "0+0x200" },
    atMinutes: 60,
    fires: [],
  },
  { alert: "DNSMonitorDown", name: "it answers", series: { [`up{${targetLabels}}`]: "1+0x200" }, atMinutes: 60, fires: [] },
  {
    alert: "UllageWorkStale",
    name: "the walk does not succeed",
    series: {
      [seriesOf("ullage_work_stale", { work: "walk" })]: "1+0x200",
      [seriesOf("ullage_work_stale", { work: "count" })]: "0+0x200",
      [seriesOf("ullage_work_last_success_age_seconds", { work: "walk" })]: "0+30x200",
    },
    atMinutes: 10,
    fires: [
      {
        severity: "warning",
        labels: { work: "walk" },
        summary: `node-a: the agent's work "walk" does not succeed, it last did 10m 0s ago`,
      },
    ],
  },
  {
    alert: "UllageWorkStale",
    name: "a work never succeeded",
    series: { [seriesOf("ullage_work_stale", { work: "names" })]: "1+0x200" },
    atMinutes: 10,
    fires: [{ severity: "warning", labels: { work: "names" }, summary: `node-a: the agent's work "names" does not succeed` }],
  },
  {
    alert: "UllageWorkStale",
    name: "everything is fresh",
    series: { [seriesOf("ullage_work_stale", { work: "walk" })]: "0+0x200" },
    atMinutes: 60,
    fires: [],
  },
  { alert: "UllageWorkStale", name: "nothing is told", series: {}, atMinutes: 60, fires: [] },
  {
    alert: "UllageDeliveryStuck",
    name: "events wait and every attempt fails",
    series: { ...delivery("waiting", "4+0x200"), ...delivery("failures_total", "0+1x200"), ...delivery("sent_total", "90+0x200") },
    atMinutes: 10,
    fires: [
      {
        severity: "warning",
        labels: { to: "kubernetes-events" },
        summary: "node-a: what the agent sends to kubernetes-events does not arrive",
      },
    ],
  },
  {
    alert: "UllageDeliveryStuck",
    name: "some were given up",
    series: { ...delivery("waiting", "0+0x200"), ...delivery("dropped_total", "0+1x200"), ...delivery("sent_total", "0+1x200") },
    atMinutes: 10,
    fires: [
      {
        severity: "warning",
        labels: { to: "kubernetes-events" },
        summary: "node-a: what the agent sends to kubernetes-events does not arrive",
      },
    ],
  },
  {
    alert: "UllageDeliveryStuck",
    name: "some attempts fail and others arrive",
    series: { ...delivery("waiting", "1+0x200"), ...delivery("failures_total", "0+1x200"), ...delivery("sent_total", "0+1x200") },
    atMinutes: 60,
    fires: [],
  },
  ...quietCounters("UllageDeliveryStuck", seriesOf("ullage_delivery_failures_total", { to: "otlp" }), {
    [seriesOf("ullage_delivery_waiting", { to: "otlp" })]: "1+0x200",
  }),
  ...quietCounters("UllageDeliveryStuck", seriesOf("ullage_delivery_dropped_total", { to: "otlp" })),
];

function answeredUntil(step: number): Readonly<Record<string, string>> {
  return { [seriesOf("ullage_build_info", { version: "1.2.3", node: "node-a" })]: `1+0x${step} stale` };
}

function delivery(name: string, values: string): Readonly<Record<string, string>> {
  return { [seriesOf(`ullage_delivery_${name}`, { to: "kubernetes-events" })]: values };
}
