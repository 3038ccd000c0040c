import type { ConntrackTimeouts } from "../../model/conntrack-timeouts.ts";
import type { EntriesByTimeout, TableTraffic, TrafficBreakdown, TrafficGroup } from "../../model/table-traffic.ts";
import type { WhatIfBasis } from "./what-if.ts";

export const caseTimeouts: ConntrackTimeouts = {
  tcpTimeWait: 120,
  tcpEstablished: 86_400,
  udp: 30,
  udpStream: 120,
  tcpSynSent: 120,
  tcpFinWait: 120,
};

export function groupOf(key: string, byTimeout: EntriesByTimeout, youngByTimeout: EntriesByTimeout = {}): TrafficGroup {
  const entries = Object.values(byTimeout).reduce((sum, count) => sum + count, 0);
  return { key, entries, share: 0, byTimeout, youngByTimeout, unreplied: 0, idleOverOneHour: 0 };
}

export function trafficOf(...groups: readonly TrafficGroup[]): TableTraffic {
  const byTimeout: Record<string, number> = {};
  for (const group of groups)
    for (const [timeout, entries] of Object.entries(group.byTimeout)) byTimeout[timeout] = (byTimeout[timeout] ?? 0) + entries;
  const total = groups.reduce((sum, { entries }) => sum + entries, 0);
  const none: TrafficBreakdown = { groups: [], exact: true, errorBound: 0, distinct: 0 };
  const workload = { groups, exact: true, errorBound: 0, distinct: groups.length };
  const others = { pod: none, namespace: none, service: none, server: none, destination: none, port: none, state: none };
  return { total, named: total, byTimeout, by: { workload, ...others } };
}

export const shop = "Deployment shop/checkout";
export const dns = "DaemonSet kube-system/node-local-dns";

/** 200 connections a second of one workload, 20 questions a second of another, and what is held open. */
export const shopGroup = groupOf(shop, { tcpTimeWait: 24_000, tcpEstablished: 1000, tcpFinWait: 10 }, { tcpTimeWait: 2000 });
export const dnsGroup = groupOf(dns, { udp: 600, udpStream: 120 }, { udp: 200 });

export function basisOf(traffic: TableTraffic, changes: Partial<WhatIfBasis> = {}): WhatIfBasis {
  return {
    ...{ traffic, youngSeconds: 10, timeouts: caseTimeouts, objectBytes: 256 },
    usage: { count: traffic.total, max: 262_144, buckets: 65_536 },
    ...changes,
  };
}
