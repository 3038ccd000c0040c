import { defineLogPattern } from "../log-pattern.ts";

export const noRouteToHost = defineLogPattern({
  id: "no-route-to-host",
  title: "There is no way to an address",
  severity: "medium",
  component: "cni",
  line: /\bdial (?:tcp|udp)[46]? (?<subject>[\w.:[\]%-]{3,120}): connect: (?:no route to host|network is unreachable)/,
  anyOf: ["no route to host", "network is unreachable"],
  means: "The kernel has no route, the neighbour does not answer, or a rule refused with ICMP. The subject is the destination.",
  doesNotMean:
    "Not a full connection table, which is silent. To the address of a pod that has just ended it is usual, and so it is for IPv6 where there is none.",
  hasSubject: true,
  next: "`ip route get` of the destination on the node; does the pod of that address live?",
  source: "Go net",
  examples: {
    matches: ["2026-01-15T12:00:00.5Z stderr F dial tcp 10.0.2.9:5432: connect: no route to host"],
    quiet: ["2026-01-15T12:00:00.5Z stderr F ping: no route to host configured yet"],
  },
});
