import { defineLogPattern } from "../log-pattern.ts";

export const calicoRulesNotWritten = defineLogPattern({
  id: "calico-rules-not-written",
  title: "Calico could not write its rules",
  severity: "medium",
  component: "cni",
  line: /Failed to program (?:ip|nf)tables, |Failed to execute ip\(6\)tables-restore command|Failed to complete ipset restore, |nftables command failed/,
  anyOf: [
    "failed to program iptables",
    "failed to program nftables",
    "failed to execute ip(6)tables-restore",
    "failed to complete ipset restore",
    "nftables command failed",
  ],
  means: "Felix was refused its rules or sets and tries again; policies of earlier are in force meanwhile.",
  doesNotMean: "Once, beside another writer of iptables, it is usual: the next try succeeds.",
  next: "`search` for `giving up after retries`; who else writes rules?",
  source: "Calico felix/iptables/table.go, felix/nftables/table.go, felix/ipsets/ipsets.go",
  examples: {
    matches: [
      '2026-01-15 12:00:00.123 [WARNING][61] felix/table.go 1543: Failed to execute ip(6)tables-restore command errorOutput="iptables-restore: line 12 failed"',
      "2026-01-15 12:00:00.223 [WARNING][61] felix/table.go 1165: Failed to program iptables, will retry error=exit status 1",
    ],
    quiet: ["2026-01-15 12:00:00.123 [INFO][61] felix/int_dataplane.go 1800: Finished applying updates to dataplane"],
  },
});
