import { defineLogPattern } from "../log-pattern.ts";

export const connectionReset = defineLogPattern({
  id: "connection-reset",
  title: "A standing connection was reset",
  severity: "low",
  component: "workload",
  line: /\b(?:read|write) tcp[46]? [^\s>]{3,60}->(?<subject>[^\s>]{3,60}): (?:read|write): connection reset by peer/,
  anyOf: ["connection reset by peer"],
  means: "The other side, or something in between that had forgotten the connection, ended it. The subject is the other side.",
  doesNotMean: "A full table drops new connections and resets none. A balancer's or a NAT gateway's idle time is the usual reason.",
  hasSubject: true,
  next: "`find_flow` for the destination: how long was it idle?",
  source: "Go net",
  examples: {
    matches: ["2026-01-15T12:00:00.5Z stderr F read tcp 10.0.1.5:41000->10.0.2.9:443: read: connection reset by peer"],
    quiet: ["kex_exchange_identification: read: Connection reset by peer"],
  },
});
