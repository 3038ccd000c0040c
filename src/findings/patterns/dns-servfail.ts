import { defineLogPattern } from "../log-pattern.ts";

export const dnsServfail = defineLogPattern({
  id: "dns-servfail",
  title: "The DNS server answered SERVFAIL",
  severity: "medium",
  component: "dns",
  line: / - \d{1,5} "[A-Z\d]{1,12} IN \S{1,255} .{1,60}" SERVFAIL /,
  anyOf: ["servfail "],
  means: "A name could not be resolved because something behind the DNS server failed. Logged only where the plugin `log` is on.",
  doesNotMean: "NXDOMAIN is another answer, usual with search domains, and not meant. One name that always fails is that name's own zone.",
  next: "Which names? `search` for ` SERVFAIL `; then `dns-upstream-timeout`.",
  source: "CoreDNS plugin/log/log.go",
  examples: {
    matches: [
      '2026-01-15T12:00:00.5Z stdout F [INFO] 10.0.1.5:41234 - 12345 "A IN api.example.com. udp 40 false 512" SERVFAIL qr,rd,ra 40 2.000123s',
    ],
    quiet: [
      '[INFO] 10.0.1.5:41234 - 12345 "A IN api.example.com.svc.cluster.local. udp 61 false 1232" NXDOMAIN qr,aa,rd 154 0.000153s',
      'coredns_dns_responses_total{rcode="SERVFAIL"} 0',
    ],
  },
});
