import type { Diagnosis } from "../../model/verdict.ts";
import type { DiagnoseResult } from "../../report/diagnose-result.ts";
import { harmlessValue } from "../../report/harmless-value.ts";

/** What an agent answered, as it was before it became data: the report is then written here, by the same words as that of this node. */
export function diagnosisOfAnswer(answer: DiagnoseResult): Diagnosis {
  const { schemaVersion: _version, takenAt, evidence, mitigation, baseline: _baseline, ...same } = harmlessValue(answer);
  return {
    ...same,
    takenAtMs: Date.parse(takenAt),
    evidence: evidence.map(({ takenAt: at, ...item }) => ({ ...item, takenAtMs: Date.parse(at) })),
    plans: [
      ...mitigation.immediate.map((plan) => ({ ...plan, when: "immediate" as const })),
      ...mitigation.longTerm.map((plan) => ({ ...plan, when: "long-term" as const })),
    ],
  };
}
