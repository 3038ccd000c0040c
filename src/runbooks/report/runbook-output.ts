import type { Diagnosis } from "../../model/verdict.ts";
import { diagnoseYamlShape } from "../../report/diagnose-result.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import type { RunbookRun } from "../perform/runbook-run.ts";

/** The report that every runbook ends in, with a key of ours that says what the root cause stands on, or why there is none. */
export function runbookOutput({ diagnosis, findings, steps }: RunbookRun) {
  if (diagnosis === undefined) {
    const why = steps.find(({ step }) => step.act.kind === "call" && step.act.call.tool === "diagnose")?.because;
    return {
      root_cause: "unknown",
      because: `There is no verdict: ${(why ?? "diagnose was not asked").replace(/\.$/, "")}.`,
      evidence: [],
      severity: "UNKNOWN",
      mitigation: { immediate: "None: nothing is known that it could help against.", long_term: "None." },
    };
  }
  const { root_cause, evidence, severity, mitigation, ...besides } = diagnoseYamlShape(diagnosis);
  return {
    root_cause,
    because: becauseText(diagnosis),
    evidence: [...evidence, ...(isLoss(diagnosis) ? findings.map(findingEvidence) : [])],
    ...besides,
    severity,
    mitigation,
  };
}

/** With what is missing where that is why nothing is known. */
function becauseText({ verdict, notEvaluated }: Diagnosis): string {
  const summary = harmlessText(verdict.summary);
  if (verdict.limit !== "unknown" || notEvaluated.length === 0) return summary;
  const byReason = Map.groupBy(notEvaluated, ({ because }) => because);
  const missing = [...byReason].map(([because, checks]) => `${checks.map(({ check }) => check).join(", ")}: ${because}`);
  return `${summary} Not evaluated: ${missing.map(harmlessText).join("; ")}.`;
}

/** A line of a log is evidence of a loss that the verdict has, and makes none by itself. */
function isLoss({ verdict }: Diagnosis): boolean {
  return verdict.severity === "critical" || verdict.severity === "warning";
}

function findingEvidence({ id, text, at }: RunbookRun["findings"][number]) {
  return { type: "finding", content: [id, text, at === undefined ? undefined : `(${at})`].filter((part) => part !== undefined).join(" ") };
}
