import type { UnansweredAgent } from "../../model/unanswered-agent.ts";
import type { Culprit, Severity } from "../../model/verdict.ts";
import type { DiagnoseResult } from "../diagnose-result.ts";
import type { FleetDiagnosis } from "./fleet-diagnosis.ts";
import type { FleetTop, NodeFrame } from "./fleet-top.ts";

export const takenAt = "2026-01-15T12:00:00.000Z";

export function answerOf(node: string, severity: Severity, culprits: readonly Culprit[] = []): FleetDiagnosis["answers"][number] {
  const isFull = severity === "critical";
  const diagnosis: DiagnoseResult = {
    schemaVersion: 1,
    ...{ node, origin: "live", takenAt, windowSeconds: 10 },
    verdict: {
      ...{ limit: isFull ? "kernel-table-full" : "none", severity, confidence: "high", summary: `What ${node} is in.` },
      ...{ lookAlikes: [], escalation: [] },
      causes: isFull ? [{ id: "connection-churn", confidence: "high", because: "900 births a second" }] : [],
    },
    ...{ evidence: [], notEvaluated: [], remarks: [], culprits: [...culprits], victims: [] },
    guardrails: [],
    mitigation: { immediate: [], longTerm: [] },
  };
  return { agent: node, diagnosis };
}

export function workload(name: string, share: number, address = "10.0.1.5"): Culprit {
  return { kind: "workload", name, address, entries: Math.round(share * 1000), share };
}

export function silent(agent: string, because = "no connection within 10 s"): UnansweredAgent {
  return { agent, code: "no-connection", because };
}

export function frameOf(node: string, count: number, groups: Readonly<Record<string, number>> = {}): NodeFrame {
  return {
    ...{
      agent: node,
      node,
      takenAt,
      count,
      max: 1000,
      forecast: { kind: "steady", because: "no growth beyond chance", overSeconds: 60, samples: 60 },
      increases: null,
    },
    traffic: {
      births: { perSecond: 10 },
      groups: Object.entries(groups).map(([key, entries]) => ({ key, entries, births: { perSecond: entries / 100 } })),
    },
  };
}

export function topOf(frames: readonly NodeFrame[], unanswered: readonly UnansweredAgent[] = [], more: Partial<FleetTop> = {}): FleetTop {
  return { by: "workload", sort: "entries", limit: 20, frames, unanswered, ...more };
}

/** Two hundred nodes of which seven are silent and three in trouble. */
export function largeFleet(): FleetDiagnosis {
  const names = Array.from({ length: 200 }, (_, number) => `node-${number + 1}`);
  return {
    answers: names.slice(0, 193).map((node, place) => {
      return place % 70 === 40 ? answerOf(node, "critical", [workload("Deployment shop/checkout", 0.61)]) : answerOf(node, "ok");
    }),
    unanswered: names.slice(193).map((node, place) => (place < 5 ? silent(node) : silent(node, "nothing listens there"))),
  };
}
