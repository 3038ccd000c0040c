import type { Confidence, Escalation, Severity } from "../model/verdict.ts";
import type { ClaimName } from "./claims.ts";

/** A limit, a look-alike or a cause that may be what is wrong, declared once; its page is made from this. */
export interface Hypothesis<Id extends string = string> {
  readonly id: Id;
  readonly title: string;
  readonly means: string;
  readonly doesNotMean: string;
  readonly severity: Severity;
  /**
   * It stands with the confidence of the best rule whose claims all hold. A claim that nobody could look at does not hold, so what is missing never
   * strengthens anything: neither what it would have spoken for, nor what it would have spoken against.
   */
  readonly rules: readonly Rule[];
  /** What it brings about by itself, and so is not said beside it. */
  readonly hides?: readonly string[];
  /** Whom to call, because of what. */
  readonly escalation?: Escalation;
}

export interface Rule {
  readonly when: readonly [ClaimName, ...ClaimName[]];
  readonly confidence: Confidence;
}
