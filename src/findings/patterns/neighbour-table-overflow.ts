import { defineLogPattern } from "../log-pattern.ts";

export const neighbourTableOverflow = defineLogPattern({
  id: "neighbour-table-overflow",
  title: "The neighbour table is full",
  severity: "high",
  component: "kernel",
  line: /^(?:(?:neighbour|ipv4|ipv6): )?(?:(?<subject>\w{1,40}): )?neighbou?r table overflow/i,
  speaker: "kernel",
  anyOf: ["neighbour table overflow", "neighbor table overflow"],
  means:
    "The node knows more neighbours (ARP, IPv6) than gc_thresh3 allows, so that it cannot reach a further address at all: packets to it are dropped.",
  doesNotMean: "It looks like a full connection table, and is none: raising nf_conntrack_max changes nothing.",
  hasSubject: true,
  next: "`network_diagnostics` for the use of the neighbour table; raise net.ipv4.neigh.default.gc_thresh1 to 3.",
  source: "Linux net/core/neighbour.c; net/ipv4/route.c of older kernels",
  examples: {
    matches: [
      "[  120.000000] neighbour: arp_cache: neighbor table overflow!",
      "Jan 15 12:00:00 node-1 kernel: ipv4: Neighbour table overflow.",
      "[  120.000000] Neighbour table overflow.",
    ],
    quiet: ["Jan 15 12:00:00 node-1 myapp[1]: neighbor table overflow!"],
  },
});
