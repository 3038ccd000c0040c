import { defineLogPattern } from "../log-pattern.ts";

export const dnsOverloaded = defineLogPattern({
  id: "dns-overloaded",
  title: "The DNS server is slow to answer itself",
  severity: "medium",
  component: "dns",
  line: /Local health request to .{1,80}? (?:took more than 1s|failed: )/,
  anyOf: ["local health request to"],
  means: "CoreDNS asks itself every second, and waited more than a second: it is short of processor time, or its node is.",
  doesNotMean: "Nothing on the network is needed for it: the request stays in the pod.",
  next: "Look at the limits of the DNS pods and at throttling of their processors.",
  source: "CoreDNS plugin/health/overloaded.go",
  examples: {
    matches: ['[WARNING] plugin/health: Local health request to "http://:8080/health" took more than 1s: 1.482s'],
    quiet: ["[INFO] plugin/health: Going into lameduck mode for 5s"],
  },
});
