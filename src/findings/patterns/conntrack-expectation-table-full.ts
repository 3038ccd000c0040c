import { defineLogPattern } from "../log-pattern.ts";

export const conntrackExpectationTableFull = defineLogPattern({
  id: "conntrack-expectation-table-full",
  title: "The table of expected connections is full",
  severity: "medium",
  component: "conntrack",
  line: /^(?:nf_conntrack: ){1,2}expectation table full/,
  speaker: "kernel",
  anyOf: ["expectation table full"],
  means:
    "A helper (FTP, SIP, TFTP …) could not announce the second connection of a protocol that opens one, so that one is not let through or not translated.",
  doesNotMean:
    "The table of connections itself may be almost empty: this is a table of its own, with a limit of its own (nf_conntrack_expect_max).",
  next: "Read net.netfilter.nf_conntrack_expect_max, and find out which helper is in use: `search` for `nf_conntrack_(ftp|sip|tftp)`.",
  source: "Linux net/netfilter/nf_conntrack_expect.c",
  examples: {
    matches: [
      "[  120.000000] nf_conntrack: nf_conntrack: expectation table full",
      "Jun 23 21:33:47 node-1 kernel: nf_conntrack: expectation table full",
    ],
    quiet: ["Jan 15 12:00:00 node-1 app[1]: nf_conntrack: expectation table full"],
  },
});
