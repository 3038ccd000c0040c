import { defineLogPattern } from "../log-pattern.ts";

export const conntrackHashVmalloc = defineLogPattern({
  id: "conntrack-hash-vmalloc",
  title: "The hash table of connection tracking was not allocated in one piece",
  severity: "info",
  component: "conntrack",
  line: /^(?:nf|ip)_conntrack: falling back to vmalloc/,
  speaker: "kernel",
  anyOf: ["falling back to vmalloc"],
  means:
    "When the hash table was made, no run of free pages was long enough, so that it lies in pages that are far apart; each look-up is a little slower.",
  doesNotMean: "Nothing is lost and no limit is reached. Later kernels do the same and say nothing.",
  next: "Nothing to do. If memory is short beside it, look for `out-of-memory`.",
  source: "Linux net/netfilter/nf_conntrack_core.c of older kernels",
  examples: {
    matches: ["[   45.174852] nf_conntrack: falling back to vmalloc."],
    quiet: ["Jan 15 12:00:00 node-1 myapp[1]: nf_conntrack: falling back to vmalloc."],
  },
});
