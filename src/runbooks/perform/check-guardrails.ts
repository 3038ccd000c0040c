import { conditionState } from "../condition.ts";
import type { CheckedGuardrails, RunbookRun } from "./runbook-run.ts";

/** Which of the runbook's conditions to call somebody hold. What only a person can tell is said to be that. */
export function checkGuardrails({ runbook, diagnosis }: Pick<RunbookRun, "runbook" | "diagnosis">): CheckedGuardrails {
  return {
    escalation: runbook.escalation.map(({ text, where }) => {
      if (where === undefined) return { text, state: "not-evaluated", because: "one node does not tell; whoever reads decides" };
      const state = conditionState(where, diagnosis?.verdict);
      if (state !== "not-evaluated") return { text, state };
      return { text, state, because: diagnosis === undefined ? "there is no verdict" : "the verdict is unknown" };
    }),
    safety: runbook.safety,
  };
}
