import { isoTime } from "../../model/iso-time.ts";
import { diagnoseResult } from "../../report/diagnose-result.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { checkGuardrails } from "../perform/check-guardrails.ts";
import type { RunbookRun, StepOutcome } from "../perform/runbook-run.ts";
import { runbookOutput } from "./runbook-output.ts";

/** The run as data; `src/contract/runbook-result.ts` is its schema. */
export function runbookResult(run: RunbookRun) {
  const { runbook, instanceId, steps, diagnosis } = run;
  const { id, name, about } = runbook;
  const { escalation, safety } = checkGuardrails(run);
  return {
    schemaVersion: 1 as const,
    runbook: { id, name, title: about.title, severity: about.severity },
    instanceId: harmlessText(instanceId),
    ...(diagnosis === undefined
      ? {}
      : { node: harmlessText(diagnosis.node), origin: harmlessText(diagnosis.origin), takenAt: isoTime(diagnosis.takenAtMs) }),
    steps: steps.map(stepResult),
    guardrails: { escalation, safety, claims: diagnosis === undefined ? [] : diagnoseResult(diagnosis).guardrails },
    proposed: (diagnosis?.plans ?? []).map(({ id: plan, title, when, rating, owner, commands }) => ({
      id: plan,
      title,
      when,
      rating,
      owner,
      commands,
    })),
    notEvaluated: diagnosis?.notEvaluated ?? [],
    report: runbookOutput(run),
  };
}

function stepResult({ step, state, because, call, evidence }: StepOutcome) {
  return {
    phase: step.phase,
    level: step.level,
    line: step.line,
    text: step.text,
    state,
    ...(because === undefined ? {} : { because }),
    ...(call === undefined ? {} : { call }),
    evidence,
  };
}
