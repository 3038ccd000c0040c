import { defineLogPattern } from "../log-pattern.ts";

export const kubeProxyRestoreFailed = defineLogPattern({
  id: "kube-proxy-restore-failed",
  title: "kube-proxy could not write its rules",
  severity: "high",
  component: "kube-proxy",
  line: /"?Failed to execute iptables-restore"?/,
  anyOf: ["failed to execute iptables-restore"],
  means: "The kernel or iptables refused the rules. Until a later try succeeds, services lead to endpoints of earlier.",
  doesNotMean: "Connections that stand go on. It does not fill or empty the connection table, and a full table does not cause it.",
  next: "Read the text behind it (it names the line); `network_diagnostics` for the age of the last sync.",
  source: "kube-proxy pkg/proxy/iptables/proxier.go and ipvs/proxier.go",
  examples: {
    matches: ['E0115 12:00:00.000000       1 proxier.go:1564] "Failed to execute iptables-restore" err=<'],
    quiet: ['I0115 12:00:00.000000       1 proxier.go:1481] "Reloading service iptables data" numServices=80 numEndpoints=210'],
  },
});
