import { defineLogPattern } from "../log-pattern.ts";

export const tcpOutOfMemory = defineLogPattern({
  id: "tcp-out-of-memory",
  title: "TCP has used up its memory",
  severity: "high",
  component: "kernel",
  line: /^(?:TCP: (?:TCP: )?out of memory|Out of socket memory)/,
  speaker: "kernel",
  anyOf: ["tcp: out of memory", "out of socket memory"],
  means: "All sockets of TCP together hold more pages than tcp_mem allows: sockets that nobody holds any more are torn down, others stall.",
  doesNotMean: "The node itself may have much free memory, and the connection table much room.",
  next: "Compare `mem` in /proc/net/sockstat with net.ipv4.tcp_mem; look for programs that do not read their sockets.",
  source: "Linux net/ipv4/tcp.c",
  examples: {
    matches: ["[  120.000000] TCP: out of memory -- consider tuning tcp_mem"],
    quiet: ["Jan 15 12:00:00 node-1 app[1]: TCP: out of memory"],
  },
});
