import { defineLogPattern } from "../log-pattern.ts";

export const addressNotAssignable = defineLogPattern({
  id: "address-not-assignable",
  title: "A connection found no free port of its own",
  severity: "medium",
  component: "kernel",
  line: /\bconnect(?:\(\d{0,4}\)|ing)?:? .{0,80}?cannot assign requested address/i,
  anyOf: ["cannot assign requested address"],
  means: "All ephemeral ports towards one destination are in use or in TIME_WAIT, so that connect() fails at once.",
  doesNotMean:
    "Not a full connection table: this is the range of ports of one address towards one destination. With `bind:` it means that the address is not on the machine, which is not meant here.",
  next: "`top_talkers` for the destination; `network_diagnostics` for the range of ports. Reuse connections.",
  source: "EADDRNOTAVAIL as Go and libc print it",
  examples: {
    matches: [
      "dial tcp 10.0.2.9:5432: connect: cannot assign requested address",
      "connect() to 10.0.2.9:80 failed (99: Cannot assign requested address) while connecting to upstream",
    ],
    quiet: ["listen tcp 10.0.1.99:80: bind: cannot assign requested address"],
  },
});
