import type { Confidence } from "../model/verdict.ts";
import { type ClaimName, claims } from "./claims.ts";
import type { Hypothesis } from "./hypothesis.ts";
import type { SignalView } from "./signal-view.ts";

/** How one hypothesis fares against the evidence. */
export interface Weighing<Id extends string = string> {
  readonly hypothesis: Hypothesis<Id>;
  /** Undefined when no rule is fulfilled. */
  readonly confidence: Confidence | undefined;
  /** Of all its rules: what holds, what does not, and what nobody could look at. */
  readonly holding: readonly ClaimName[];
  readonly failing: readonly ClaimName[];
  readonly unknown: readonly ClaimName[];
  /** The claims of the rule that decided. */
  readonly decisive: readonly ClaimName[];
}

export const confidenceRank = { high: 3, medium: 2, low: 1 } as const satisfies Record<Confidence, number>;

export function weigh<Id extends string>(hypothesis: Hypothesis<Id>, view: SignalView): Weighing<Id> {
  const named = [...new Set(hypothesis.rules.flatMap(({ when }) => when))];
  const held = new Map(named.map((name) => [name, claims[name].holds(view)]));
  const best = hypothesis.rules
    .filter(({ when }) => when.every((name) => held.get(name) === true))
    .toSorted((left, right) => confidenceRank[right.confidence] - confidenceRank[left.confidence])[0];
  return {
    hypothesis,
    confidence: best?.confidence,
    holding: named.filter((name) => held.get(name) === true),
    failing: named.filter((name) => held.get(name) === false),
    unknown: named.filter((name) => held.get(name) === undefined),
    decisive: best?.when ?? [],
  };
}

/** Those that stand, the most certain first, without what another one that stands brings about by itself. */
export function standing<Id extends string>(
  weighings: readonly Weighing<Id>[],
): readonly (Weighing<Id> & { readonly confidence: Confidence })[] {
  const all = weighings.filter(
    (weighing): weighing is Weighing<Id> & { readonly confidence: Confidence } => weighing.confidence !== undefined,
  );
  const hidden = new Set(all.flatMap(({ hypothesis }) => hypothesis.hides ?? []));
  return all
    .filter(({ hypothesis }) => !hidden.has(hypothesis.id))
    .toSorted((left, right) => confidenceRank[right.confidence] - confidenceRank[left.confidence]);
}
