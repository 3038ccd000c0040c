import type { Hypothesis } from "../../findings/triage.ts";
import type { Plan, StandingGuardrail, Verdict } from "../../model/verdict.ts";
import { briefPlan } from "../../report/brief-plan.ts";
import { wholePlans } from "../../report/diagnosis-for-agents.ts";

export function hypothesisAnswerOf({ letter, category, confidence, restsOn, summary, detail, findings }: Hypothesis) {
  return { letter, category, confidence, restsOn, summary, detail, finding_ids: findings.slice(0, 10).map(({ id }) => id) };
}

/** Those of a list that are whole in a short answer come first: as many of each kind as `diagnose` gives. */
export function fittingPlans(plans: readonly Plan[]): readonly Plan[] {
  const ofKind = (when: Plan["when"]) => plans.filter((plan) => plan.when === when).slice(0, wholePlans[when]);
  const first = [...ofKind("immediate"), ...ofKind("long-term")];
  return [...first, ...plans.filter((plan) => !first.includes(plan))];
}

export const keptPlans = wholePlans.immediate + wholePlans["long-term"];

export function remediationAnswerOf(plan: Plan) {
  const { id, title, when, rating, because, commands, verify, undo, owner, caution } = briefPlan(plan);
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
