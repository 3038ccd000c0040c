import { defineLogPattern } from "../log-pattern.ts";

export const connectionRefused = defineLogPattern({
  id: "connection-refused",
  title: "A connection was refused",
  severity: "low",
  component: "workload",
  line: /\bdial tcp[46]? (?!(?:127\.0\.0\.1|localhost|\[::1\]):10256\b)(?<subject>[\w.:[\]%-]{3,120}): connect: connection refused/,
  anyOf: ["connect: connection refused"],
  means: "A machine answered that nobody listens at this address and port.",
  doesNotMean:
    "The packet came and went: the network and both connection tables did their work. Pods that start or stop are refused a while.",
  hasSubject: true,
  next: "Does the service have ready endpoints? Only many at once are of interest.",
  source: "Go net",
  examples: {
    matches: ["2026-01-15T12:00:00.5Z stderr F dial tcp 10.0.2.9:5432: connect: connection refused"],
    quiet: ['Get "http://127.0.0.1:10256/healthz": dial tcp 127.0.0.1:10256: connect: connection refused'],
  },
});
