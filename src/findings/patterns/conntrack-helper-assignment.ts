import { defineLogPattern } from "../log-pattern.ts";

export const conntrackHelperAssignment = defineLogPattern({
  id: "conntrack-helper-assignment",
  title: "Helpers of connection tracking are no longer attached by themselves",
  severity: "info",
  component: "conntrack",
  line: /^(?:nf_conntrack: ){1,2}(?:default )?automatic helper assignment (?:has been turned off|is deprecated)/,
  speaker: "kernel",
  anyOf: ["automatic helper assignment"],
  means:
    "A packet came that a helper would once have looked into (FTP, SIP …). Since Linux 4.7 a rule must attach the helper; said once a boot.",
  doesNotMean:
    "It is said on healthy nodes too, and has nothing to do with a full table or with lost connections of protocols that open one connection only.",
  next: "Only where active FTP or SIP fails: attach the helper by a rule of the raw table.",
  source: "Linux net/netfilter/nf_conntrack_helper.c of kernels that could attach helpers by themselves",
  examples: {
    matches: [
      "[   81.792710] nf_conntrack: default automatic helper assignment has been turned off for security reasons and CT-based firewall rule not found. Use the iptables CT target to attach helpers instead.",
      "[   12.000000] nf_conntrack: automatic helper assignment is deprecated and it will be removed soon. Use the iptables CT target to attach helpers instead.",
    ],
    quiet: ["[   45.174852] nf_conntrack version 0.5.0 (65536 buckets, 262144 max)"],
  },
});
