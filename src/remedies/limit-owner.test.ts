import assert from "node:assert/strict";
import { test } from "node:test";
import type { SnapshotParts } from "../model/node-snapshot.ts";
import { exampleVerdict, present } from "./example-situation.ts";
import { type LimitOwner, limitOwners } from "./limit-owner.ts";

const kernel = (release: string) => present({ release, modules: [] });
const dataPlane = (kind: "iptables" | "cilium" | "none" | "unknown") => present({ kind, because: "" });
const kubeProxy = (maxPerCore?: number) =>
  present({ sysctlLines: [], kubeProxy: { pid: 7, from: "its configuration", ...(maxPerCore === undefined ? {} : { maxPerCore }) } });
const ena = present([{ interfaceName: "eth0", driver: "ena", statistics: {} }]);

const cases: readonly (readonly [name: string, parts: SnapshotParts, owners: readonly LimitOwner[]])[] = [
  ["rules of kube-proxy mean its ConfigMap", { dataPlane: dataPlane("iptables") }, ["kube-proxy"]],
  ["so they do on EC2", { dataPlane: dataPlane("iptables"), interfaceAllowances: ena }, ["kube-proxy"]],
  ["a kube-proxy that was seen is the owner", { limitConfiguration: kubeProxy() }, ["kube-proxy"]],
  ["one that leaves the limit alone is not", { limitConfiguration: kubeProxy(0), dataPlane: dataPlane("iptables") }, ["sysctl"]],
  ["AKS starts it so", { limitConfiguration: kubeProxy(0), kernel: kernel("5.15.0-1068-azure") }, ["aks"]],
  ["an AKS node whose kube-proxy was not seen", { dataPlane: dataPlane("iptables"), kernel: kernel("5.15.0-1068-azure") }, ["aks"]],
  ["a cluster of one's own on Azure", { limitConfiguration: kubeProxy(32_768), kernel: kernel("5.15.0-1068-azure") }, ["kube-proxy"]],
  [
    "AL2023 without kube-proxy",
    { dataPlane: dataPlane("cilium"), kernel: kernel("6.1.102-111.182.amzn2023.x86_64") },
    ["nodeadm", "karpenter"],
  ],
  [
    "EC2 without kube-proxy, by the metadata service",
    { dataPlane: dataPlane("cilium"), cloudInstance: present({ provider: "amazon-ec2" }) },
    ["nodeadm", "bottlerocket", "karpenter"],
  ],
  ["no kube-proxy and no provider", { dataPlane: dataPlane("none") }, ["sysctl"]],
  ["nothing known: the two most common", {}, ["kube-proxy", "sysctl"]],
  ["a data plane that could not be told is nothing known", { dataPlane: dataPlane("unknown") }, ["kube-proxy", "sysctl"]],
];

for (const [name, parts, owners] of cases) {
  test(name, () => {
    const now = { node: "n", takenAtMs: 0, monotonicMs: 0, parts };
    assert.deepEqual(limitOwners({ verdict: exampleVerdict("kernel-table-full"), culprits: [], observation: { now } }), owners);
  });
}
