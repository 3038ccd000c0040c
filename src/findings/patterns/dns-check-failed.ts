import { defineLogPattern } from "../log-pattern.ts";

export const dnsCheckFailed = defineLogPattern({
  id: "dns-check-failed",
  title: "The node problem detector could not resolve a name of the cluster",
  severity: "medium",
  component: "dns",
  line: /\bDNS lookup to \S{1,120} is not working/,
  anyOf: ["dns lookup to "],
  means:
    "A check on the node asks the cluster's DNS for kubernetes.default every 30 seconds and got no address; its reason is DNSUnreachable.",
  doesNotMean:
    "If every node says it without end, the detector asks the wrong server: with the network of the host it needs dnsPolicy ClusterFirstWithHostNet.",
  next: "`network_diagnostics` with the section dns, then `diagnose` on the node and on that of the DNS pods.",
  source: "kubernetes/node-problem-detector config/plugin/dns_problem.sh",
  examples: {
    matches: [
      "I0115 12:00:00.000000       1 custom_plugin_monitor.go:284] New status generated: &{Source:network-custom-plugin-monitor Events:[{Severity:warn Timestamp:2026-01-15 12:00:00.000000000 +0000 UTC m=+155.020234873 Reason:DNSUnreachable Message:DNS lookup to kubernetes.default is not working}] Conditions:[]}",
    ],
    quiet: ["DNS lookup to kubernetes.default is working"],
  },
});
