import type { Victim } from "./victim.ts";

/** Which limit is being hit. `none` and `unknown` are verdicts too: nothing is being hit, or the evidence does not say. */
export const limitIds = [
  "kernel-and-instance",
  "kernel-table-full",
  "kernel-table-evicting",
  "pod-table-full",
  "instance-allowance",
  "snat-ports",
  "bpf-map-full",
  "hash-undersized",
  "approaching-limit",
  "none",
  "unknown",
] as const;
export type LimitId = (typeof limitIds)[number];

/** Loss or time-outs with another cause than a full table. */
export const lookAlikeIds = [
  "udp-insert-race",
  "listen-overflow",
  "neighbour-table-full",
  "dns-throttled",
  "bandwidth-throttled",
  "packet-rate-throttled",
  "ephemeral-ports",
  "kube-proxy-stalled",
  "softnet-backlog",
] as const;
export type LookAlikeId = (typeof lookAlikeIds)[number];

/** Why the table fills. */
export const causeIds = [
  "table-too-small",
  "connection-churn",
  "udp-accumulation",
  "connection-leak",
  "stale-endpoints",
  "burst-or-retry-storm",
  "fan-out",
  "tunnel-tracking",
  "probe-load",
] as const;
export type CauseId = (typeof causeIds)[number];

/** The worst first. What nobody could look at may be anything: it comes before what is well. */
export const severityOrder = ["critical", "warning", "unknown", "notice", "ok"] as const;
export type Severity = (typeof severityOrder)[number];

export function isInTrouble(severity: Severity | undefined): boolean {
  return severity === "critical" || severity === "warning";
}

export type Confidence = "high" | "medium" | "low";

export interface Verdict {
  readonly limit: LimitId;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** One or two sentences with the figures that decide. */
  readonly summary: string;
  readonly lookAlikes: readonly { readonly id: LookAlikeId; readonly confidence: Confidence; readonly because: string }[];
  readonly causes: readonly StandingCause[];
  readonly escalation: readonly Escalation[];
}

export interface StandingCause {
  readonly id: CauseId;
  readonly confidence: Confidence;
  readonly because: string;
  /** The workload, or the address where no name is known, that it points at. */
  readonly workload?: string;
  /** By which it is known in the table, where `workload` is its name: that of the pod with the most of what the cause speaks of. */
  readonly address?: string;
  /** The pod that has the address. */
  readonly pod?: string;
  /** How many of its pods have entries, where there are several. */
  readonly pods?: number;
  /** It is of the cluster's own: a namespace of the system. */
  readonly isInfrastructure?: true;
  /** That workload's part of the table, all its pods together. */
  readonly share?: number;
  /** The list of clients ends before some of its pods. */
  readonly isAtLeast?: true;
}

export interface Escalation {
  readonly to: "platform" | "development";
  readonly because: string;
}

/** A verdict with what it rests on, what could not be seen, whom it points at, and what to do. */
export interface Diagnosis {
  readonly node: string;
  readonly takenAtMs: number;
  readonly windowSeconds: number;
  /** Where the readings come from: `live`, or the bundle's name. */
  readonly origin: string;
  readonly verdict: Verdict;
  readonly evidence: readonly Evidence[];
  readonly notEvaluated: readonly { readonly check: string; readonly because: string }[];
  /** What was read only partly or doubtfully, of the bundle and of its readings, in words for a person. */
  readonly remarks: readonly string[];
  readonly culprits: readonly Culprit[];
  /** Whose connections fail within the window, who suffers most first. Empty where nobody does or nobody could look, which `notEvaluated` then says. */
  readonly victims: readonly Victim[];
  /** What lies between the two readings that tell victims, where they were read at other times than the rest. */
  readonly victimsWindowSeconds?: number;
  /** Plans that fit, most fitting first. */
  readonly plans: readonly Plan[];
  /** What is not to be concluded from it. */
  readonly guardrails: readonly StandingGuardrail[];
}

/** A conclusion that the verdict invites and does not carry. */
export interface StandingGuardrail {
  /** Of the guardrail; stable. */
  readonly id: string;
  readonly claim: string;
  readonly because: string;
  /** The evidence of which one would be enough. Empty: none would. */
  readonly unless: readonly string[];
  /** What of that there is, so that the conclusion may be spoken of after all. Empty: the guardrail holds. */
  readonly liftedBy: readonly string[];
}

export interface Evidence {
  /** A hash of what it speaks of, never of values or times: tomorrow's collection has the same id for the same thing. */
  readonly id: string;
  /** The id of the check. */
  readonly type: string;
  readonly content: string;
  /** The figure of the check, where it has one, and what it is held against: entries and their limit, seconds to full. */
  readonly value?: number;
  readonly limit?: number;
  readonly source: string;
  readonly takenAtMs: number;
  /** Whether it speaks for the verdict, or against another that one might think of. */
  readonly speaks: "for" | "against";
}

export interface Culprit {
  readonly kind: "client" | "endpoint" | "destination" | "namespace" | "workload";
  /** The workload, or whatever else has the address, where that is known; else the address. */
  readonly name: string;
  /** Where `name` is not the address itself: that of its largest pod. */
  readonly address?: string;
  /** The pod that has the address, where `name` is what runs it: `shop/checkout-7d9f6b8c5-x2x4q`. */
  readonly pod?: string;
  /** How many of its pods have entries, where there are several; `entries` and `share` are those of all of them. */
  readonly pods?: number;
  /** It is of the cluster's own: a namespace of the system. */
  readonly isInfrastructure?: true;
  readonly entries: number;
  readonly share: number;
  /** The list of clients ends before some of its pods. */
  readonly isAtLeast?: true;
}

/** GREEN reads only; YELLOW is an operator's action that can be undone; RED disrupts and needs approval. */
export type Rating = "GREEN" | "YELLOW" | "RED";

/** One thing to do, with this node's numbers filled in. */
export interface Plan {
  /** The id of the remedy. */
  readonly id: string;
  readonly title: string;
  readonly when: "immediate" | "long-term";
  readonly rating: Rating;
  readonly because: string;
  /** Commands or a patch, exactly as they are to be run by an operator. */
  readonly commands: readonly string[];
  /** Bytes of kernel memory it costs, from this node's own object size. */
  readonly memoryBytes?: number;
  readonly verify: readonly string[];
  readonly undo: readonly string[];
  /** Who owns the setting: what would overwrite a change made elsewhere. */
  readonly owner: string;
  /** What to know before doing it. */
  readonly caution?: string;
}
