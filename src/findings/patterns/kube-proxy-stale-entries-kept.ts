import { defineLogPattern } from "../log-pattern.ts";

export const kubeProxyStaleEntriesKept = defineLogPattern({
  id: "kube-proxy-stale-entries-kept",
  title: "Entries of endpoints that are gone were not deleted",
  severity: "medium",
  component: "kube-proxy",
  line: /Failed to (?:delete (?:stale service|(?:\S{1,200} )?endpoint) connections|delete stale service IP|clear all conntrack entries|list conntrack entries|remove conntrack flows after retries)/,
  anyOf: [
    "failed to delete stale service",
    " endpoint connections",
    "failed to clear all conntrack entries",
    "failed to list conntrack entries",
    "failed to remove conntrack flows",
  ],
  means:
    "After a change of endpoints kube-proxy (or Calico, after a pod's end) deletes the UDP entries that lead to the old one. Where that fails, clients such as resolvers go on sending to an address that is gone, as long as they keep sending.",
  doesNotMean: "It does not fill the table: it concerns entries that are there already. TCP is not concerned.",
  next: "`diagnose` names stale endpoints; `find_flow` shows the entries of one address.",
  source: "kube-proxy pkg/proxy/conntrack/cleanup.go, Calico felix/conntrack/conntrack.go",
  examples: {
    matches: [
      'E0115 12:00:00.000000       1 cleanup.go:108] "Failed to delete endpoint connections" err="error deleting conntrack entries" servicePortName="kube-system/kube-dns:dns"',
      "E0821 15:22:29.549792       1 proxier.go:635] Failed to delete kube-system/kube-dns:dns endpoint connections, error: error deleting conntrack entries for UDP peer {fd00:10:96::a, fd00:10:244::3}",
      'E0115 12:00:00.000000       1 cleanup.go:138] "Failed to clear all conntrack entries" err="operation not permitted" ipFamily="IPv4" entriesDeleted=3 took="1.2s"',
      "2026-01-15 12:00:00.123 [ERROR][61] felix/conntrack.go 116: Failed to remove conntrack flows after retries. error=exit status 1",
    ],
    quiet: [
      'I0115 12:00:00.000000       1 cleanup.go:140] "Finished reconciling conntrack entries" ipFamily="IPv4" entriesDeleted=3 took="1.2ms"',
      'E0115 12:00:00.000000       1 cleanup.go:56] "received a partial result, continuing to clean with partial result" err="interrupted system call"',
    ],
  },
});
