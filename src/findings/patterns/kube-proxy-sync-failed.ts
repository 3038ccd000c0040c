import { defineLogPattern } from "../log-pattern.ts";

export const kubeProxySyncFailed = defineLogPattern({
  id: "kube-proxy-sync-failed",
  title: "kube-proxy will try again to write its rules",
  severity: "medium",
  component: "kube-proxy",
  line: /(?:\] |"msg":)"(?:nftables )?[Ss]ync failed"|\] Sync failed; retrying in /,
  anyOf: ["sync failed"],
  means: "One pass over the rules failed and is repeated after the time that is named.",
  doesNotMean: "One such line followed by none is a repaired hiccup: rules of a few seconds ago were in force.",
  next: "Is there `kube-proxy-restore-failed` beside it? Is the last sync old (`network_diagnostics`)?",
  source: "kube-proxy pkg/proxy/iptables/proxier.go, nftables/proxier.go",
  examples: {
    matches: [
      "I0627 09:28:54.054962       1 proxier.go:879] Sync failed; retrying in 30s",
      '{"ts":1768478400000.5,"caller":"iptables/proxier.go:820","msg":"Sync failed","v":0,"ipFamily":"IPv4","retryingTime":"30s"}',
      'I0115 12:00:00.000000       1 proxier.go:820] "Sync failed" ipFamily="IPv4" retryingTime="30s"',
      'E0115 12:00:00.000000       1 proxier.go:1800] "nftables sync failed" err="exit status 1"',
    ],
    quiet: [
      'I0115 12:00:00.000000       1 proxier.go:805] "Syncing iptables rules" ipFamily="IPv4"',
      "2026-01-15T12:00:00.5Z stdout F backup sync failed",
    ],
  },
});
