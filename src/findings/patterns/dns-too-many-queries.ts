import { defineLogPattern } from "../log-pattern.ts";

export const dnsTooManyQueries = defineLogPattern({
  id: "dns-too-many-queries",
  title: "The DNS server refused queries beyond its own limit",
  severity: "high",
  component: "dns",
  line: /concurrent queries exceeded maximum \d/,
  anyOf: ["concurrent queries exceeded maximum"],
  means:
    "More queries wait for the servers it asks than `max_concurrent` allows; the rest are refused. The servers answer slowly or not, or the queries are too many.",
  doesNotMean: "Raising the limit does not make the servers answer: find out first why they are slow.",
  next: "`search` for `dns-upstream-timeout` lines; `top_talkers` for port 53.",
  source: "CoreDNS plugin/forward/setup.go",
  examples: {
    matches: ["[ERROR] plugin/errors: 5 example.com. A: concurrent queries exceeded maximum 1000"],
    quiet: [
      "# HELP coredns_forward_max_concurrent_rejects_total Counter of the number of queries rejected because the concurrent queries were at maximum.",
    ],
  },
});
