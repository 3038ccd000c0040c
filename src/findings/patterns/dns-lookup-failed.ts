import { defineLogPattern } from "../log-pattern.ts";

export const dnsLookupFailed = defineLogPattern({
  id: "dns-lookup-failed",
  title: "A program was told that a name could not be resolved",
  severity: "low",
  component: "dns",
  line: /\blookup \S{1,255}(?: on (?<subject>[\da-fA-F.:[\]]{3,60}))?: server misbehaving/,
  anyOf: ["server misbehaving"],
  means: "The DNS server answered SERVFAIL or REFUSED; Go calls both `server misbehaving`.",
  doesNotMean: "The way to the DNS server is well, since it did answer: not a full table on this node.",
  hasSubject: true,
  next: "Look at the DNS server's own log: `dns-upstream-timeout`, `dns-servfail`.",
  source: "Go net/dnsclient_unix.go",
  examples: {
    matches: ["dial tcp: lookup api.example.com on 10.96.0.10:53: server misbehaving"],
    quiet: ["dial tcp: lookup nothere.example.com on 10.96.0.10:53: no such host"],
  },
});
