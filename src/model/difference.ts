/** What a difference between two observations is about; also the order in which equally weighty ones are said. */
export const differenceAreas = ["limits", "use", "composition", "talkers", "counters", "configuration", "versions"] as const;

export type DifferenceArea = (typeof differenceAreas)[number];

/** What exactly differs. Stable: in JSON and in the rules that say what a difference suggests. */
export const differenceTopics = [
  "table-max",
  "table-buckets",
  "expectation-max",
  "instance-allowance-left",
  "ephemeral-ports",
  "neighbour-limit",
  "bpf-map-capacity",
  "table-use",
  "fullest-pod-table",
  "neighbour-use",
  "bpf-map-use",
  "protocol-share",
  "state-share",
  "family-share",
  "flag-share",
  "zone-share",
  "nat-share",
  "idle-share",
  "young-entries",
  "closed-entries",
  "largest-client-share",
  "source",
  "destination",
  "port",
  "endpoint",
  "endpoint-unreplied",
  "counter-rate",
  "counter-between",
  "sysctl",
  "limit-line",
  "kube-proxy-limits",
  "proxy-mode",
  "data-plane",
  "instance-type",
  "cpus",
  "memory",
  "event-listener",
  "kernel-release",
  "kernel-modules",
] as const;

export type DifferenceTopic = (typeof differenceTopics)[number];

/** `share` is a part of 1; `text` is a word. */
export const differenceUnits = ["entries", "share", "count", "per-second", "seconds", "bytes", "text"] as const;

export type DifferenceUnit = (typeof differenceUnits)[number];

export type DifferenceWeight = "notable" | "large";

/** Null where that side has no such thing. A side that could not be looked at is no difference. */
export type DifferenceFigure = number | string | null;

/** One thing in which the second of two observations is not like the first. */
export interface Difference {
  readonly topic: DifferenceTopic;
  readonly area: DifferenceArea;
  /** In words, with its subject. */
  readonly what: string;
  /** Which one, where a topic has several: a state, an address, a sysctl. */
  readonly subject?: string;
  readonly before: DifferenceFigure;
  readonly after: DifferenceFigure;
  readonly unit: DifferenceUnit;
  /** Of a share: how many entries that is. */
  readonly entriesBefore?: number;
  readonly entriesAfter?: number;
  readonly weight: DifferenceWeight;
  /** The side that really has more of it. None where a share only moved because the rest of the table did, or where there is no more and less. */
  readonly moreAt?: "a" | "b";
  /** What follows from it, where that is not plain. */
  readonly meaning?: string;
  /** What to know about the two figures. */
  readonly note?: string;
}
