import { defineLogPattern } from "../log-pattern.ts";

export const conntrackTableNearlyFull = defineLogPattern({
  id: "conntrack-table-nearly-full",
  title: "The node problem detector found the connection table nearly full",
  severity: "high",
  component: "conntrack",
  line: /\bConntrack table usage over 90%: [1-9]\d{0,9} out of \d{1,10}|Reason:ConntrackFull Message:Conntrack table full\b/,
  anyOf: ["conntrack table usage over 90%", "reason:conntrackfull message"],
  means:
    "More than nine tenths of nf_conntrack_max are in use, as the check of the node problem detector counts every 30 seconds; as an event of the node its reason is ConntrackFull.",
  doesNotMean:
    "Nothing need be dropped yet. And no such line proves nothing: a detector without the node's network counts its own namespace, which is empty.",
  next: "`diagnose` for the table and `top_talkers` for who fills it; look for `conntrack-table-full`.",
  source: "kubernetes/node-problem-detector config/plugin/network_problem.sh and pkg/custompluginmonitor",
  examples: {
    matches: [
      "I0115 12:00:00.000000       1 custom_plugin_monitor.go:284] New status generated: &{Source:network-custom-plugin-monitor Events:[{Severity:warn Timestamp:2026-01-15 12:00:00.000000000 +0000 UTC m=+155.020234873 Reason:ConntrackFull Message:Conntrack table usage over 90%: 241882 out of 262144}] Conditions:[]}",
      "2m  Warning  ConntrackFull  node/node-1  Conntrack table usage over 90%: 241882 out of 262144",
    ],
    quiet: ["Conntrack table usage: 1200 out of 262144", "Conntrack table usage: 0 out of 262144", '      "reason": "ConntrackFull",'],
  },
});
