import { defineLogPattern } from "../log-pattern.ts";

export const operationNotPermittedByNetwork = defineLogPattern({
  id: "operation-not-permitted-by-network",
  title: "A sender on the node was refused: operation not permitted",
  severity: "medium",
  component: "conntrack",
  line: /\b(?:sendto|sendmsg|sendmmsg|send|connect|write)(?:\(\d{1,4}\))?: (?:\S{1,60}: )?operation not permitted/i,
  anyOf: ["operation not permitted"],
  means:
    "The kernel dropped a packet on its way out of a local socket and said so: what a full table looks like to a sender of the node itself, whose packets are tracked in the same call.",
  doesNotMean:
    "No missing right of the program. A rule or a network policy that drops in OUTPUT gives the same error with an empty table, so it proves no full table alone.",
  next: "`diagnose`: is the table full? If not, `search` for DROP rules of the OUTPUT chain.",
  source: "EPERM of Linux net/netfilter/core.c as Go, glibc and iputils print it",
  examples: {
    matches: [
      "2026-01-15T12:00:00.5Z stderr F write udp 10.0.1.5:42000->10.96.0.10:53: write: operation not permitted",
      "Jan 15 12:00:00 node-1 kubelet[2999]: dial tcp 10.0.0.1:443: connect: operation not permitted",
      "ping: sendmsg: Operation not permitted",
    ],
    quiet: [
      "Jan 15 12:00:00 node-1 myapp[1]: open /proc/1/mem: operation not permitted",
      "write /proc/sys/net/ipv4/ip_forward: operation not permitted",
    ],
  },
});
