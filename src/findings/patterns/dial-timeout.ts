import { defineLogPattern } from "../log-pattern.ts";

export const dialTimeout = defineLogPattern({
  id: "dial-timeout",
  title: "A connection was not answered",
  severity: "medium",
  component: "workload",
  line: /\bdial (?:tcp|udp)[46]? (?<subject>[\w.:[\]%-]{3,120}): (?:i\/o timeout|connect: connection timed out)/,
  anyOf: ["i/o timeout", "connect: connection timed out"],
  means:
    "Nothing came back from an address: no refusal, no reset. That is what a full table on either node, an exceeded allowance, a security group and a dead machine look like. The subject is the destination.",
  doesNotMean: "By itself it does not tell where the packet was lost, and one destination alone is mostly that destination.",
  hasSubject: true,
  next: "`correlate` by time with what the kernel said; `find_flow` for the destination; `diagnose` on both nodes.",
  source: "Go net",
  examples: {
    matches: [
      "2026-01-15T12:00:00.5Z stderr F dial tcp 10.0.2.9:5432: i/o timeout",
      "panic: dial tcp 10.0.2.9:5432: connect: connection timed out",
    ],
    quiet: ["2026-01-15T12:00:00.5Z stderr F read tcp 10.0.1.5:41000->10.0.2.9:443: i/o timeout"],
  },
});
