import assert from "node:assert/strict";
import { test } from "node:test";
import { logTypesOfPath } from "./log-types-of-path.ts";

for (const [path, types] of [
  ["kubelet/kubelet.log", ["kubelet"]],
  ["kubelet/kubeconfig.yaml", ["kubelet", "config"]],
  ["containerd/containerd-log.txt", ["containerd"]],
  ["kernel/dmesg.human.current", ["dmesg", "kernel"]],
  ["var_log/messages", ["messages"]],
  ["var_log/messages-20260114", ["messages"]],
  ["system/instance-id.txt", ["system"]],
  ["system/cpu_throttling.txt", ["system", "throttling"]],
  ["networking/conntrack6.txt", ["networking", "conntrack"]],
  ["networking/iptables-nat.txt", ["networking"]],
  ["var_log/kube-system_kube-proxy-x7x2p_1b2c/kube-proxy/0.log", ["pods", "kube-proxy"]],
  ["var_log/kube-system_aws-node-9zz_77/aws-node/0.log", ["pods", "aws-node"]],
  ["var_log/kube-system_coredns-66_1/coredns/0.log", ["pods", "coredns"]],
  ["var_log/aws-routed-eni/ipamd.log", ["ipamd", "aws-node"]],
  ["ipamd/enis.json", ["ipamd"]],
  ["modinfo/ip_vs", ["modinfo"]],
  ["sysctls/sysctl_all.txt", ["sysctls"]],
  ["nodeadm/nodeadm-config.log", ["nodeadm"]],
  ["soci-snapshotter/soci-snapshotter.log", ["soci-snapshotter"]],
  ["node_ip-10-0-1-2.ec2.internal/node_dmesg_network.txt", ["dmesg", "kernel"]],
  ["node_ip-10-0-1-2.ec2.internal/node_syslog_network.txt", ["messages"]],
  ["node_ip-10-0-1-2.ec2.internal/node_conntrack_table.txt", ["networking", "conntrack"]],
  ["pod_web-7d9f/pod_snmp.txt", ["networking", "pods"]],
  ["kernel_log.txt", ["dmesg", "kernel"]],
  ["logs/kubelet/kubelet.log", ["kubelet"]],
  ["logs/system/messages", ["messages", "system"]],
  ["logs/cni/aws-node-x_aws-node_0.log", ["pods", "aws-node"]],
  ["sysctls.txt", ["sysctls"]],
  ["ethtool_ens5.txt", ["networking"]],
  ["resolv.conf", ["networking"]],
  ["notes.md", []],
] as const) {
  test(`${path} is ${types.length === 0 ? "of no known type" : types.join(" and ")}`, () => {
    assert.deepEqual(logTypesOfPath(path), types);
    assert.deepEqual(logTypesOfPath(`eks_i-0abc_2026-01-15_1203-UTC_0.7.8/${path}`), types);
  });
}
