import { defineLogPattern } from "../log-pattern.ts";

export const kernelMessagesSuppressed = defineLogPattern({
  id: "kernel-messages-suppressed",
  title: "The kernel left out messages of the network",
  severity: "low",
  component: "kernel",
  line: /^(?<subject>net_ratelimit|__ratelimit|(?:nf|ip)_\w{1,40}|neigh\w{0,40}|tcp\w{0,40}): \d{1,15} callbacks suppressed/i,
  speaker: "kernel",
  level: 4,
  anyOf: ["callbacks suppressed"],
  means:
    "More warnings of the network were due than the kernel prints (10 in 5 seconds). What they would have said is unknown; beside a full table they are mostly more of the same.",
  doesNotMean: "Alone it proves no full table: martian packets, a neighbour table or anything else of the network share the same limit.",
  hasSubject: true,
  next: "`errors` for what the kernel did print in the same minute; `network_diagnostics` for the counters, which are not limited.",
  source: "Linux lib/ratelimit.c",
  examples: {
    matches: [
      "Jan 15 12:03:21 ip-10-0-1-2 kernel: [864005.300000] net_ratelimit: 312 callbacks suppressed",
      "[  100.000000] __ratelimit: 321 callbacks suppressed",
    ],
    quiet: [
      "[  100.000000] kauditd_printk_skb: 20 callbacks suppressed",
      "Jan 15 12:00:00 node-1 audit[1]: net_ratelimit: 5 callbacks suppressed",
    ],
  },
});
