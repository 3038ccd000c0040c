import { defineLogPattern } from "../log-pattern.ts";

export const tcpOrphanedSockets = defineLogPattern({
  id: "tcp-orphaned-sockets",
  title: "Too many sockets of TCP belong to nobody any more",
  severity: "medium",
  component: "kernel",
  line: /^TCP: (?:TCP: )?too many(?: of)? orphaned sockets/,
  speaker: "kernel",
  anyOf: ["orphaned sockets"],
  means: "More connections than tcp_max_orphans were closed by their program while data was still to be sent; further ones are reset.",
  doesNotMean:
    "Not a limit of connection tracking. It mostly follows a burst of clients that left, and may be the echo of another failure.",
  next: "Read `orphan` in /proc/net/sockstat; `top_talkers` for who opens so many connections.",
  source: "Linux net/ipv4/tcp.c",
  examples: {
    matches: ["[105172.135420] TCP: too many orphaned sockets"],
    quiet: ["[105172.135420] TCP: Hash tables configured (established 524288 bind 65536)"],
  },
});
