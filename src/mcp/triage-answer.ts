import type { Hypothesis } from "../findings/triage.ts";
import type { Plan, StandingGuardrail, Verdict } from "../model/verdict.ts";

export function hypothesisAnswerOf({ letter, category, confidence, restsOn, summary, detail, findings }: Hypothesis) {
  return { letter, category, confidence, restsOn, summary, detail, finding_ids: findings.slice(0, 10).map(({ id }) => id) };
}

export function remediationAnswerOf({ id, title, when, rating, because, commands, verify, undo, owner, caution }: Plan) {
  return {
    ...{ id, title, when, rating, because, owner },
    commands: [...commands],
    verify: [...verify],
    undo: [...undo],
    ...(caution === undefined ? {} : { caution }),
  };
}

export function verdictAnswerOf({ limit, severity, confidence, summary }: Verdict) {
  return { limit, severity, confidence, summary };
}

/** Those that hold: what the evidence has lifted may be concluded after all. */
export function doNotConcludeOf(guardrails: readonly StandingGuardrail[]) {
  return guardrails
    .filter(({ liftedBy }) => liftedBy.length === 0)
    .map(({ claim, because, unless }) => ({ claim, because, unless: [...unless] }));
}
