import type { AgentStatus } from "../../model/agent-status.ts";
import type { Culprit, Diagnosis, LimitId, LookAlikeId, Severity } from "../../model/verdict.ts";

export interface DiagnosisExample {
  readonly limit?: LimitId;
  readonly severity?: Severity;
  readonly summary?: string;
  readonly lookAlikes?: readonly LookAlikeId[];
  readonly culprit?: Partial<Culprit>;
}

export const checkoutCulprit = {
  kind: "client",
  name: "Deployment shop/checkout",
  address: "10.0.1.5",
  pod: "shop/checkout-7d9f6c5b8-x2x4q",
  pods: 30,
  entries: 160_000,
  share: 0.61,
} as const satisfies Culprit;

/** A verdict as far as the cluster is told of it; a healthy node where nothing is said. */
export function diagnosisOf({ limit = "none", severity, summary, lookAlikes = [], culprit }: DiagnosisExample, takenAtMs = 0): Diagnosis {
  return {
    ...{ node: "node-a", takenAtMs, windowSeconds: 10, origin: "live" },
    verdict: {
      ...{ limit, confidence: "high", causes: [], escalation: [] },
      severity:
        severity ?? (limit === "none" ? "ok" : limit === "unknown" ? "unknown" : limit === "approaching-limit" ? "warning" : "critical"),
      summary: summary ?? `The summary of ${limit}.`,
      lookAlikes: lookAlikes.map((id) => ({ id, confidence: "high", because: `signs of ${id}` })),
    },
    ...{ evidence: [], notEvaluated: [], remarks: [], victims: [] },
    culprits: culprit === undefined ? [] : [{ ...checkoutCulprit, ...culprit }],
    guardrails: [],
    plans: [
      {
        ...{ id: "raise-limit-at-once", title: "Raise the limit at once", when: "immediate", rating: "YELLOW", because: "it is full" },
        ...{ commands: ["sysctl -w net.netfilter.nf_conntrack_max=524288"], verify: [], undo: [], owner: "kube-proxy" },
      },
    ],
  };
}

/** A judgement at that time; nothing else of the status is looked at by whoever tells the cluster. */
export function statusOf(diagnosis: Diagnosis, atMonotonicMs: number): AgentStatus {
  return {
    ...{ node: diagnosis.node, version: "0", atMs: diagnosis.takenAtMs, monotonicMs: atMonotonicMs, startedAtMs: 0 },
    snapshot: { node: diagnosis.node, takenAtMs: diagnosis.takenAtMs, monotonicMs: atMonotonicMs, parts: {} },
    ...{ peaks: [], tableFullRecords: 0, suspects: [], learntAllowances: [], works: [], deliveries: [] },
    forecast: { kind: "too-short", because: "", overSeconds: 0, samples: 0 },
    judgement: { diagnosis, levels: [], atMonotonicMs },
    incidents: { recorded: 0, kept: 0, bytes: 0, failures: 0 },
    cost: { cpuSeconds: 0, residentBytes: 0, heapBytes: 0 },
  };
}
