/** The worst first. */
export const findingSeverities = ["critical", "high", "medium", "low", "info"] as const;

export type FindingSeverity = (typeof findingSeverities)[number];

/** Which part of a node a finding speaks of; `correlate` groups by it. */
export const components = [
  "kernel",
  "conntrack",
  "instance",
  "kube-proxy",
  "cni",
  "dns",
  "kubelet",
  "runtime",
  "storage",
  "api-server",
  "workload",
] as const;

export type Component = (typeof components)[number];

/** One thing that is wrong on a node, by a check or by the lines of its logs, however often it was said. */
export interface Finding {
  /** `F-` and a hash of what it speaks of: the node, the check or pattern, and the subject. Never of values, files or times, so the next collection has the same. */
  readonly id: string;
  readonly from: "check" | "log";
  /** The id of the check or of the log pattern. */
  readonly source: string;
  /** Of the catalogue, and so our own words. */
  readonly title: string;
  readonly severity: FindingSeverity;
  readonly component: Component;
  readonly means: string;
  readonly doesNotMean: string;
  /** What it is about where there are several: an interface, a namespace, a pod. Comes from the node. */
  readonly subject?: string;
  /** How often it was said; of a check 1. */
  readonly count: number;
  readonly firstSeenAtMs?: number;
  readonly lastSeenAtMs?: number;
  /** How many of `count` lines tell no time that could be read. */
  readonly untimed: number;
  /** When it was said, in minutes since 1970 that are in order, and how often in each; bounded, so the sum may be less than `count`. */
  readonly minutes: readonly (readonly [minute: number, count: number])[];
  /** Some of the places, over all files and over the whole time. */
  readonly evidence: readonly FindingEvidence[];
  /** How many files speak of it; one alone is a weaker sign. */
  readonly files: number;
  /** Set by what earlier healthy collections had as well; it is never hidden for that. */
  readonly baseline?: string;
}

export interface FindingEvidence {
  /** Path within the bundle; of a check what it was read from. */
  readonly file: string;
  /** Both from 1, inclusive; missing where it is of no file of lines. */
  readonly lines?: readonly [first: number, last: number];
  /** Comes from the node: quoted, with control characters shown harmlessly, at most 500 characters. */
  readonly excerpt: string;
  readonly atMs?: number;
}
