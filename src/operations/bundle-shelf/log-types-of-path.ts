import { type LogType, logTypes } from "../../contract/tools/parts/log-types.ts";

/** What its path says that a file is a log of; a file may be of several types, and of none where no layout that is known has it. */
export function logTypesOfPath(path: string): readonly LogType[] {
  const lower = path.toLowerCase();
  return logTypes.filter((type) => byType[type].test(lower));
}

/**
 * Paths of eks-log-collector (`networking/iptables.txt`, `var_log/kube-system_aws-node-x_uid/aws-node/0.log`), of the sgfp toolkit
 * (`node_<name>/node_dmesg_network.txt`) and of our own (`logs/kubelet/…`, `kernel_log.txt`). `\b` takes `_` for a letter, so ends are spelt out.
 */
const byType: Readonly<Record<LogType, RegExp>> = {
  kubelet: /(?:^|\/)kubelet(?:[/._-]|$)/,
  containerd: /(?:^|\/)containerd(?:[/._-]|$)/,
  docker: /(?:^|\/)docker(?:[/._-]|$)/,
  dmesg: /(?:^|[/_.])dmesg(?:[/._]|$)|(?:^|\/)kernel_log\.txt$/,
  kernel: /(?:^|\/)kernel\/|(?:^|\/)kern(?:el)?(?:\.log|_log\.txt)|(?:^|[/_.])dmesg(?:[/._]|$)|(?:^|\/)uname/,
  messages: /(?:^|\/)(?:messages|syslog|node_syslog_\w+\.txt)(?:[-._]\w*)*$|(?:^|\/)logs\/system\//,
  system: /(?:^|\/)system\/|(?:^|\/)(?:slabinfo|links|node_memory_info|node_file_descriptors|conntrack_stats)\.txt$/,
  security: /(?:^|\/)(?:security|audit|secure)(?:[/._-]|$)|(?:^|\/)auth\.log/,
  networking:
    /(?:^|\/)networking\/|(?:^|\/)(?:routes|rules|rule_counts|links)\.txt$|(?:^|\/)resolv\.conf|(?:^|\/)ethtool[_-]|(?:^|\/)(?:node|pod)_(?:iptables|snmp|sockstat|netstat|routes?|resolv|dns|conntrack)\w*\.txt$|(?:^|\/)(?:conntrack\w*|ip6?tables\w*|iproute|iprule|ipvsadm|ipset|ifconfig)(?:\.txt|\.out|$)/,
  conntrack: /(?:^|[/_-])conntrack(?:[/._-]|6|$)/,
  storage: /(?:^|\/)storage\/|(?:^|[/_-])(?:ebs|efs)-csi/,
  ipamd: /(?:^|\/)ipamd(?:[/._-]|$)/,
  pods: /(?:^|\/)pods?\/|(?:^|\/)var_log\/[^/]+_[^/]+_[^/]+\/|(?:^|\/)pod_[^/]+\/|(?:^|\/)logs\/(?:kube-proxy|cni|dns)\//,
  "kube-proxy": /kube-proxy/,
  "aws-node": /aws-node|aws-routed-eni|(?:^|\/)cni\/|(?:^|\/)logs\/cni\//,
  coredns: /coredns|node-?local-?dns|(?:^|\/)logs\/dns\//,
  nodeadm: /nodeadm|(?:^|\/)cloud-init(?:-output)?\.log|user-data/,
  "sandbox-image": /sandbox-image/,
  "eks-agents": /eks-pod-identity|eks-node-monitoring|eks-agents?/,
  config:
    /(?:^|\/)(?:cni|config|kubelet|containerd|docker|ipvs)\/[^/]*\.(?:ya?ml|json|conf|toml|conflist|kubeconfig)$|(?:^|[/_-])config(?:\.(?:ya?ml|json|txt|toml)|$)|kubeconfig/,
  modinfo: /(?:^|\/)modinfo\/|(?:^|\/)lsmod/,
  sysctls: /(?:^|\/)sysctls?(?:[/._-]|$)|sysctl[_-]a/,
  gpu: /(?:^|\/)gpu\/|nvidia/,
  multus: /multus/,
  "soci-snapshotter": /soci-snapshotter/,
  throttling: /throttl/,
};
