import { defineLogPattern } from "../log-pattern.ts";

export const kubeProxySyncSlow = defineLogPattern({
  id: "kube-proxy-sync-slow",
  title: "kube-proxy took long to write its rules",
  severity: "medium",
  component: "kube-proxy",
  line: /(?:"[Ss]yncProxyRules complete"(?:.{0,60}? elapsed="|,.{0,60}?"elapsed":")|\] syncProxyRules took )(?:[1-9]\d{1,3}(?:\.\d{1,9})?s|\d{1,3}m[\d.]{1,12}s|\d{1,3}h)/,
  anyOf: ["syncproxyrules complete", "syncproxyrules took"],
  means:
    "One pass over the rules took ten seconds or more: there are very many services, or the lock of iptables or a processor was held by others. Until it ended, endpoints that were gone were still in the rules.",
  doesNotMean: "Slow is not failed, and has nothing to do with the size of the connection table.",
  next: "`search` for `xtables lock`; count the services. nftables mode writes only what changed.",
  source: "kube-proxy pkg/proxy/iptables/proxier.go",
  examples: {
    matches: [
      'I0115 12:00:00.000000       1 proxier.go:799] "SyncProxyRules complete" ipFamily="IPv4" elapsed="12.815782s"',
      'I0115 12:00:00.000000       1 proxier.go:799] "SyncProxyRules complete" elapsed="1m3.2s"',
      '{"ts":1768478400000.5,"caller":"iptables/proxier.go:799","msg":"SyncProxyRules complete","v":2,"ipFamily":"IPv4","elapsed":"12.815782s"}',
      "I0115 12:00:00.000000       1 proxier.go:663] syncProxyRules took 16.810688s",
    ],
    quiet: [
      'I1109 22:33:34.994403       1 proxier.go:799] "SyncProxyRules complete" elapsed="63.815782ms"',
      "I0115 12:00:00.000000       1 proxier.go:663] syncProxyRules took 16.810688ms",
      'I1109 22:33:34.994403       1 proxier.go:799] "SyncProxyRules complete" elapsed="1.815782s"',
    ],
  },
});
