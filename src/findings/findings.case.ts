import type { Finding } from "../model/finding.ts";
import { findingId } from "./finding-id.ts";
import type { LogPattern } from "./log-pattern.ts";
import type { LogHit } from "./scanning/log-scanner.ts";

/** When the bundles of these tests were collected: 2026-01-15T12:03:44Z. */
export const collectedAtMs = 1_768_478_624_000;

export const seconds = (value: number) => value * 1000;
export const minutes = (value: number) => value * 60_000;

export const dnsTimeOut: LogPattern = {
  id: "dns-time-out-case",
  title: "DNS query timed out",
  severity: "high",
  component: "dns",
  line: /read udp (?<subject>\S+): i\/o timeout/,
  anyOf: ["i/o timeout"],
  means: "A query got no answer.",
  doesNotMean: "The server need not be down.",
  hasSubject: true,
  next: "search for the server",
  source: "made for the tests",
  examples: { matches: ["read udp 10.0.0.1: i/o timeout"], quiet: [] },
};

export const probeFailed: LogPattern = {
  ...dnsTimeOut,
  id: "probe-failed-case",
  title: "Probe failed",
  severity: "medium",
  component: "kubelet",
  line: /Probe failed/,
};

export function hitOf(pattern: LogPattern, hit: Partial<LogHit> = {}): LogHit {
  return { pattern, line: 1, text: pattern.examples.matches[0], ...hit };
}

/** A finding of a log: said once a minute from `fromMinute` to `untilMinute` before the collection. */
export function loggedFinding(source: string, given: Partial<Finding> & { readonly minutesBefore?: readonly number[] }): Finding {
  const { minutesBefore = [], ...rest } = given;
  const times = minutesBefore.map((before) => collectedAtMs - minutes(before)).toSorted((left, right) => left - right);
  const about = { from: "log", source, ...(rest.subject === undefined ? {} : { subject: rest.subject }) } as const;
  const [first] = times;
  const last = times.at(-1);
  return {
    id: findingId("node-a", about),
    ...about,
    title: source,
    severity: "high",
    component: "kubelet",
    means: "",
    doesNotMean: "",
    count: times.length,
    ...(first === undefined ? {} : { firstSeenAtMs: first }),
    ...(last === undefined ? {} : { lastSeenAtMs: last }),
    untimed: 0,
    minutes: times.map((atMs): readonly [number, number] => [Math.floor(atMs / 60_000), 1]),
    evidence: [],
    files: 1,
    ...rest,
  };
}

/** A finding of a check: as of the collection. */
export function checkedFinding(source: string, given: Partial<Finding> = {}): Finding {
  const logged = loggedFinding(source, { minutesBefore: [0], severity: "critical", component: "conntrack", ...given });
  return { ...logged, from: "check", id: findingId("node-a", { ...logged, from: "check" }) };
}
