import { defineLogPattern } from "../log-pattern.ts";

export const dnsLookupTimeout = defineLogPattern({
  id: "dns-lookup-timeout",
  title: "A program got no answer to a name",
  severity: "medium",
  component: "dns",
  line: /\blookup \S{1,255}(?: on (?<subject>[\da-fA-F.:[\]]{3,60}))?: .{0,120}?i\/o timeout|Temporary failure in name resolution|getaddrinfo EAI_AGAIN/,
  anyOf: ["i/o timeout", "temporary failure in name resolution", "getaddrinfo eai_again"],
  means:
    "A client asked a DNS server and waited in vain. The subject is the server where the line names it, mostly the address of the DNS service.",
  doesNotMean:
    "The DNS server need not be at fault: UDP entries are the first victims of a full table on the client's node. `no such host` is an answer, and is not meant.",
  hasSubject: true,
  next: "`diagnose` on this node before the DNS pods are blamed; then `compare_nodes`.",
  source: "Go net/dnsclient_unix.go, glibc, Node.js",
  examples: {
    matches: [
      "E0115 12:00:00.000000 1 x.go:1] lookup api.example.com on 10.96.0.10:53: read udp 10.0.1.5:42000->10.96.0.10:53: i/o timeout",
      "2026-01-15T12:00:00.5Z stderr F Error: getaddrinfo EAI_AGAIN db.shop.svc.cluster.local",
      "curl: (6) getaddrinfo: Temporary failure in name resolution",
    ],
    quiet: ["dial tcp: lookup nothere.example.com on 10.96.0.10:53: no such host"],
  },
});
