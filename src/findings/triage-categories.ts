import type { Component, Finding } from "../model/finding.ts";
import type { CategoryLetter } from "../model/trouble-category.ts";
import type { LimitId, LookAlikeId } from "../model/verdict.ts";

/** Each finding belongs to one: by what found it where that says more than the part of the node. */
export function categoryOf({ source, component }: Pick<Finding, "source" | "component">): CategoryLetter {
  return (Object.hasOwn(categoryOfSource, source) ? categoryOfSource[source] : undefined) ?? categoryOfComponent[component];
}

const categoryOfComponent = {
  kernel: "B",
  conntrack: "D",
  instance: "B",
  "kube-proxy": "D",
  cni: "C",
  dns: "G",
  kubelet: "B",
  runtime: "B",
  storage: "A",
  "api-server": "B",
  workload: "B",
} as const satisfies Record<Component, CategoryLetter>;

/** Checks and log patterns that speak of another kind of trouble than their part of the node does. */
export const categoryOfSource: Readonly<Record<string, CategoryLetter>> = {
  // The provider's own table of connections, and its own limit on queries.
  "instance-allowance": "D",
  "link-local-allowance": "G",
  // Who fills the table is asked of the table.
  "client-share": "D",
  "workload-share": "D",
  "fan-out": "D",
  "probe-entries": "D",
  "tunnel-entries": "D",
  // The node's own disk is none of a volume.
  "disk-error": "B",
  "nvme-timeout": "B",
  "filesystem-error": "B",
  "disk-full": "B",
  "read-only-file-system": "B",
  "image-space-not-freed": "B",
  "image-pull-failed": "F",
  "certificate-expired": "H",
  "api-server-unauthorised": "H",
};

/** Lines of a full table: where the checks have found room in all of them, these are of another time. */
export const refutedByRoom: ReadonlySet<string> = new Set([
  "conntrack-table-full",
  "cilium-map-insertion-failed",
  "calico-ebpf-table-filling",
]);

/** Undefined where nothing is being hit, or nobody could see. */
export const categoryOfLimit = {
  "kernel-and-instance": "D",
  "kernel-table-full": "D",
  "kernel-table-evicting": "D",
  "pod-table-full": "D",
  "instance-allowance": "D",
  "snat-ports": "D",
  "bpf-map-full": "C",
  "hash-undersized": "D",
  "approaching-limit": "D",
  none: undefined,
  unknown: undefined,
} as const satisfies Record<LimitId, CategoryLetter | undefined>;

export const categoryOfLookAlike = {
  "udp-insert-race": "D",
  "listen-overflow": "B",
  "neighbour-table-full": "B",
  "dns-throttled": "G",
  "bandwidth-throttled": "B",
  "packet-rate-throttled": "B",
  "ephemeral-ports": "B",
  "kube-proxy-stalled": "D",
  "softnet-backlog": "B",
} as const satisfies Record<LookAlikeId, CategoryLetter>;
