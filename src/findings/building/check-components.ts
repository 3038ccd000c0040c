import type { Component } from "../../model/finding.ts";

/** Which part of a node each check speaks of, by the id of the check. */
const componentOfCheck: Readonly<Record<string, Component>> = {
  usage: "conntrack",
  "time-to-full": "conntrack",
  drops: "conntrack",
  "early-evictions": "conntrack",
  "insert-failures": "conntrack",
  "table-full-log": "conntrack",
  "pod-tables": "conntrack",
  "instance-allowance": "instance",
  "link-local-allowance": "instance",
  "bandwidth-in-allowance": "instance",
  "bandwidth-out-allowance": "instance",
  "packet-rate-allowance": "instance",
  "bpf-maps": "cni",
  "local-connection": "conntrack",
  "found-surge": "conntrack",
  "source-nat-ports": "conntrack",
  "clash-resolve": "conntrack",
  "hash-load": "conntrack",
  "listen-overflow": "workload",
  "neighbour-table": "kernel",
  "softnet-drops": "kernel",
  "kube-proxy-sync": "kube-proxy",
  "dns-servfail": "dns",
  "ephemeral-ports": "kernel",
  "rule-count": "kube-proxy",
  "limit-owner": "kube-proxy",
  "tracking-settings": "conntrack",
  "event-listeners": "conntrack",
  "time-wait-share": "conntrack",
  "udp-share": "conntrack",
  "unreplied-share": "conntrack",
  "syn-sent-share": "conntrack",
  "idle-established": "conntrack",
  "tunnel-entries": "cni",
  "udp-growth": "conntrack",
  "client-share": "workload",
  "workload-share": "workload",
  "fan-out": "workload",
  "stale-endpoints": "kube-proxy",
  "probe-entries": "kubelet",
  "pod-retransmits": "workload",
};

/** Undefined for a check that nobody has given a part of the node. */
export function checkComponent(check: string): Component | undefined {
  return Object.hasOwn(componentOfCheck, check) ? componentOfCheck[check] : undefined;
}
