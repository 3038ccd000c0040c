import { defineLogPattern } from "../log-pattern.ts";

export const dnsUpstreamTimeout = defineLogPattern({
  id: "dns-upstream-timeout",
  title: "The DNS server got no answer from the server it asks",
  severity: "high",
  component: "dns",
  line: /plugin\/errors: (?:\d{1,5} \S{1,260} \w{1,10}: (?:read|write|dial) (?:udp|tcp)[46]? (?:[^\s>]{2,60}->)?(?<subject>[^\s>]{2,60}): i\/o timeout|[1-9]\d{0,9} errors like '[^']{0,120}?i\/o timeout[^']{0,60}' occurred in last )/,
  anyOf: ["i/o timeout"],
  means:
    "CoreDNS, or the cache of the node, asked a server and waited for nothing; its client got SERVFAIL. The subject is the server that did not answer; where the plugin is set to `consolidate`, one line stands for many and names none.",
  doesNotMean:
    "The fault is seldom CoreDNS: a full table on its node, the limit of 1,024 packets a second to the VPC's resolver, or the server itself. At the start, while there is no route yet, some of type HINFO are usual.",
  hasSubject: true,
  next: "`network_diagnostics` with the section dns: did `linklocal_allowance_exceeded` rise? Then `diagnose` on the node of the DNS pod.",
  source: "CoreDNS plugin/errors/errors.go",
  examples: {
    matches: [
      "2026-01-15T12:00:00.5Z stdout F [ERROR] plugin/errors: 2 api.example.net. A: read udp 10.244.0.15:51542->10.20.0.53:53: i/o timeout",
      "[ERROR] plugin/errors: 2 1394415300835651230.8630148154983443782. HINFO: read udp 10.144.166.129:44256->8.8.8.8:53: i/o timeout",
      "[ERROR] plugin/errors: 2 example.com. AAAA: dial tcp 10.0.0.2:53: i/o timeout",
      "[WARNING] plugin/errors: 3 errors like '^read udp .* i/o timeout$' occurred in last 30s",
    ],
    quiet: ['[INFO] 10.0.1.5:41234 - 12345 "A IN nothere.example.com. udp 40 false 512" NXDOMAIN qr,rd,ra 110 0.0021s'],
  },
});
