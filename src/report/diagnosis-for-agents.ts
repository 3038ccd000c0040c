import type { Diagnosis, Plan } from "../model/verdict.ts";
import { briefPlan } from "./brief-plan.ts";
import { culpritBlocks, listUnder, originBlock, planBlock, spokenBlocks, verdictBlocks, whyBlocks } from "./diagnose-report.ts";
import type { Block, Document } from "./document.ts";
import { victimBlocks } from "./victim-blocks.ts";

/**
 * The report on a node for a language model: what is not to be concluded stands before what is to be done, and what could not be evaluated is left to the gaps of the
 * answer. In brief, some plans whole and the others by name, in an order in which the end is missed least.
 */
export function diagnosisForAgents(diagnosis: Diagnosis, form: "whole" | "brief"): Document {
  const isBrief = form === "brief";
  return [
    ...verdictBlocks(diagnosis),
    ...whyBlocks(diagnosis),
    ...culpritBlocks(diagnosis),
    ...spokenBlocks(diagnosis, "for"),
    ...guardrailBlocks(diagnosis),
    ...planBlocks(diagnosis.plans, isBrief),
    ...victimBlocks(isBrief ? { ...diagnosis, victims: diagnosis.victims.slice(0, fewVictims) } : diagnosis),
    ...spokenBlocks(diagnosis, "against"),
    originBlock(diagnosis),
  ];
}

/** So many are whole in a brief report. */
export const wholePlans = { immediate: 3, "long-term": 1 } as const satisfies Record<Plan["when"], number>;

const fewVictims = 5;

/** Those that hold as orders; what the evidence has lifted may be spoken of. */
function guardrailBlocks({ guardrails }: Diagnosis): Block[] {
  const holding = guardrails.filter(({ liftedBy }) => liftedBy.length === 0);
  const lifted = guardrails.filter(({ liftedBy }) => liftedBy.length > 0);
  return listUnder("Do not conclude", [
    ...holding.map(
      ({ claim, because, unless }) =>
        `${claim} For ${because}.${unless.length === 0 ? "" : ` Only if ${unless.join(", or ")}; that is not seen here.`}`,
    ),
    ...lifted.map(({ claim, liftedBy }) => `(lifted here: ${liftedBy.join("; ")}) ${claim}`),
  ]);
}

const headings = { immediate: "What to do at once", "long-term": "What to do for good" } as const satisfies Record<Plan["when"], string>;

function planBlocks(plans: readonly Plan[], isBrief: boolean): Block[] {
  const named: string[] = [];
  const blocks = (["immediate", "long-term"] as const).flatMap((when): Block[] => {
    const fitting = plans.filter((plan) => plan.when === when);
    const whole = isBrief ? fitting.slice(0, wholePlans[when]).map(briefPlan) : fitting;
    named.push(...fitting.slice(whole.length).map(({ id, title, rating }) => `${id}: ${title} [${rating}]`));
    if (whole.length === 0) return [];
    return [{ kind: "heading", text: headings[when] }, ...whole.flatMap((plan, at) => planBlock(plan, at + 1))];
  });
  return [...blocks, ...listUnder("Other plans, whole in an answer with a larger max_bytes", named)];
}
