import { type AlertCase, most, seriesOf } from "./alert-case.ts";

/** Of what the agent has judged. */
export const judgedAlertCases: readonly AlertCase[] = [
  {
    alert: "ConntrackBpfMapFull",
    name: "the check says issue",
    series: { [level("bpf-maps")]: "3+0x200" },
    atMinutes: 6,
    fires: [
      { severity: "warning", labels: { check: "bpf-maps" }, summary: `node-a: a BPF connection-tracking map is nearly full${most}` },
      { severity: "critical", labels: { check: "bpf-maps" }, summary: `node-a: a BPF connection-tracking map is full${most}` },
    ],
  },
  { alert: "ConntrackBpfMapFull", name: "the check says ok", series: { [level("bpf-maps")]: "0+0x200" }, atMinutes: 30, fires: [] },
  { alert: "ConntrackBpfMapFull", name: "the check could not be evaluated", series: {}, atMinutes: 30, fires: [] },
  {
    alert: "ConntrackStaleEndpoints",
    name: "the check warns for six minutes",
    series: { [level("stale-endpoints")]: "2+0x200" },
    atMinutes: 6,
    fires: [
      {
        severity: "warning",
        labels: { check: "stale-endpoints" },
        summary: `node-a: a large part of the conntrack table leads to endpoints that are gone${most}`,
      },
    ],
  },
  {
    alert: "ConntrackStaleEndpoints",
    name: "the check notices for twenty minutes",
    series: { [level("stale-endpoints")]: "1+0x200" },
    atMinutes: 20,
    fires: [
      {
        severity: "notice",
        labels: { check: "stale-endpoints" },
        summary: `node-a: conntrack entries lead to an endpoint that is gone${most}`,
      },
    ],
  },
  {
    alert: "ConntrackStaleEndpoints",
    name: "a rollout left some for ten minutes",
    series: { [level("stale-endpoints")]: "0+0x4 1+0x20 0+0x40" },
    atMinutes: 14,
    fires: [],
  },
  { alert: "ConntrackStaleEndpoints", name: "the check could not be evaluated", series: {}, atMinutes: 30, fires: [] },
  {
    alert: "KubeProxyStalled",
    name: "a change waits, and nothing was synchronised for the whole ten minutes",
    series: {
      [level("kube-proxy-sync")]: "2+0x200",
      [seriesOf("ullage_kube_proxy_last_sync_timestamp_seconds", { family: "IPv4" })]: "0+0x200",
      [seriesOf("ullage_kube_proxy_last_sync_timestamp_seconds", { family: "IPv6" })]: "580+0x200",
    },
    atMinutes: 10,
    fires: [
      {
        severity: "warning",
        labels: { check: "kube-proxy-sync" },
        summary: `node-a: kube-proxy has a change waiting, its last sync was 10m 0s ago${most}`,
      },
    ],
  },
  {
    alert: "KubeProxyStalled",
    name: "it flickers",
    series: { [level("kube-proxy-sync")]: "2+0x10 0+0x4 2+0x4" },
    atMinutes: 7,
    fires: [{ severity: "warning", labels: { check: "kube-proxy-sync" }, summary: `node-a: kube-proxy has a change waiting${most}` }],
  },
  {
    alert: "KubeProxyStalled",
    name: "an old sync, and nothing to do",
    series: { [level("kube-proxy-sync")]: "0+0x200", [seriesOf("ullage_kube_proxy_last_sync_timestamp_seconds")]: "0+0x200" },
    atMinutes: 60,
    fires: [],
  },
  { alert: "KubeProxyStalled", name: "the check could not be evaluated", series: {}, atMinutes: 30, fires: [] },
];

function level(check: string): string {
  return seriesOf("ullage_check_level", { check });
}
