import { defineLogPattern } from "../log-pattern.ts";

export const kubeProxyIpvsUnusable = defineLogPattern({
  id: "kube-proxy-ipvs-unusable",
  title: "kube-proxy cannot use IPVS on this node",
  severity: "high",
  component: "kube-proxy",
  line: /can't use the IPVS proxier|IPVS proxier will not be used because the following required kernel modules are not loaded/i,
  anyOf: ["use the ipvs proxier", "ipvs proxier will not be used"],
  means:
    "Modules or the program ipset are missing. Old versions fall back to iptables; later ones end instead, and services do not work on the node.",
  doesNotMean: "No failure of connection tracking. IPVS would add a second table and cures no full one.",
  next: "`lsmod` for ip_vs, ip_vs_rr and nf_conntrack; set the mode to iptables or nftables.",
  source: "kube-proxy cmd/kube-proxy/app/server_linux.go, pkg/proxy/ipvs/proxier.go",
  examples: {
    matches: [
      'E1109 22:18:36.012763       1 server.go:558] "Error running ProxyServer" err="can\'t use the IPVS proxier: no such file or directory"',
      "E0626 17:19:43.491383       1 server_others.go:127] Can't use the IPVS proxier: IPVS proxier will not be used because the following required kernel modules are not loaded: [ip_vs ip_vs_rr ip_vs_wrr ip_vs_sh]",
    ],
    quiet: ['I0115 12:00:31.100000       1 server_linux.go:66] "Using ipvs Proxier"'],
  },
});
