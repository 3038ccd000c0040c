import { causes } from "../../verdict/causes/index.ts";
import { claims } from "../../verdict/claims.ts";
import { type Guardrail, guardrails } from "../../verdict/guardrails.ts";
import type { Hypothesis } from "../../verdict/hypothesis.ts";
import { limits } from "../../verdict/limits/index.ts";
import { lookAlikes } from "../../verdict/look-alikes/index.ts";
import { noLimit } from "../../verdict/no-limit.ts";
import { type Catalogue, detailsOf, type Explanation } from "./catalogue.ts";

/** The words that a verdict is made of, and those that it warns against. */
export const verdictCatalogues: readonly Catalogue[] = [
  {
    name: "limit",
    what: "which limit is being hit",
    entries: [...[...limits, noLimit].map((one) => explainHypothesis(one, "limit")), unknownLimit()],
  },
  {
    name: "look-alike",
    what: "loss with another cause than a full table",
    entries: lookAlikes.map((one) => explainHypothesis(one, "look-alike")),
  },
  { name: "cause", what: "why the table fills", entries: causes.map((one) => explainHypothesis(one, "cause")) },
  { name: "guardrail", what: "what a verdict does not allow to conclude", entries: guardrails.map(explainGuardrail) },
];

function explainHypothesis(
  { id, title, means, doesNotMean, severity, rules, hides = [], escalation }: Hypothesis,
  catalogue: "limit" | "look-alike" | "cause",
): Explanation {
  const checks = [...new Set(rules.flatMap(({ when }) => when).flatMap((name) => claims[name].from))];
  const [firstCheck] = checks;
  return {
    ...{ id, catalogue, title, means, doesNotMean },
    ...detailsOf({
      severity,
      rules: rules.map(({ when, confidence }) => `${confidence}: ${when.map((name) => claims[name].says).join("; and ")}`).join(". "),
      restsOn: checks.join(", "),
      hides: hides.join(", "),
      escalation: escalation === undefined ? undefined : `${escalation.to}, because ${escalation.because}`,
    }),
    next: `Call diagnose for whether it stands${firstCheck === undefined ? "" : `, or explain with ${firstCheck} for what it rests on`}.`,
  };
}

/** No hypothesis: it is what is left where not every limit could be looked at. */
function unknownLimit(): Explanation {
  return {
    ...{ id: "unknown", catalogue: "limit", title: "Not every limit could be looked at" },
    means: "No limit is seen to be hit, and not every one could be looked at: notEvaluated of the diagnosis says what is missing, and why.",
    doesNotMean: "It does not mean that the node is well.",
    next: "Call collect with more rights, or look at what notEvaluated names.",
  };
}

function explainGuardrail({ id, claim, because, beside, unless }: Guardrail): Explanation {
  const carriers = unless.map((name) => claims[name].says).join(", or ");
  return {
    ...{ id, catalogue: "guardrail", title: claim, means: `${because}.` },
    ...detailsOf({ beside: beside.join(", "), unless: carriers === "" ? "nothing would carry the conclusion" : carriers }),
    next: "Call diagnose: liftedBy of the guardrail says whether something carries the conclusion on this node.",
  };
}
