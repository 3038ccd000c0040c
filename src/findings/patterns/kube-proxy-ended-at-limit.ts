import { defineLogPattern } from "../log-pattern.ts";

export const kubeProxyEndedAtLimit = defineLogPattern({
  id: "kube-proxy-ended-at-limit",
  title: "kube-proxy ended because it could not write a setting of connection tracking",
  severity: "high",
  component: "kube-proxy",
  line: /"(?:Error running ProxyServer|command failed)"(?: err=|,.{0,40}?"err":)"(?:open|write) \/proc\/sys\/net\/netfilter\/nf_conntrack_\w{1,40}: /,
  anyOf: ["open /proc/sys/net/netfilter/", "write /proc/sys/net/netfilter/"],
  means:
    "kube-proxy sets nf_conntrack_max and the timeouts when it starts, and ends where it may not. Until it runs, the node's rules for services stay as they were, or there are none.",
  doesNotMean:
    "The table is not full. With `no such file or directory` the module nf_conntrack is not loaded; with `permission denied` kube-proxy is in a namespace that may not write the setting.",
  next: "`lsmod` for nf_conntrack on the node; or tell kube-proxy to leave the limit alone: conntrack.maxPerCore 0.",
  source: "kube-proxy cmd/kube-proxy/app/server.go; captured in kubernetes/kops issue 17915",
  examples: {
    matches: [
      'E0126 16:58:13.292840      12 server.go:134] "Error running ProxyServer" err="open /proc/sys/net/netfilter/nf_conntrack_max: no such file or directory"',
      'E0126 16:58:13.292855      12 run.go:72] "command failed" err="open /proc/sys/net/netfilter/nf_conntrack_max: no such file or directory"',
    ],
    quiet: [
      'I0126 16:58:13.292759      12 conntrack.go:57] "Setting nf_conntrack_max" nfConntrackMax=262144',
      'I0126 16:58:13.292816      12 conntrack.go:115] "Set sysctl" entry="net/netfilter/nf_conntrack_max" value=262144',
      "couldn't get conntrack stats: open /proc/sys/net/netfilter/nf_conntrack_count: no such file or directory",
    ],
  },
});
