import { causeIds, limitIds, lookAlikeIds, severityOrder, type Verdict } from "../model/verdict.ts";

const idsOf = { limit: limitIds, "look-alike": lookAlikeIds, cause: causeIds, severity: severityOrder } as const;

/** A question that the verdict answers. */
export interface Condition {
  readonly of: keyof typeof idsOf;
  /** One of these. */
  readonly ids: readonly string[];
}

export type ConditionState = "holds" | "does-not-hold" | "not-evaluated";

/**
 * "Where `limit` is `kernel-table-full` or `kernel-table-evicting`:" at the beginning of a sentence. Undefined where it begins otherwise; a text says what is
 * wrong with it.
 */
export function parseCondition(text: string): Condition | string | undefined {
  if (!/^Where `/.test(text)) return undefined;
  const whole = /^Where `([a-z-]+)` is (`[a-z-]+`(?:, `[a-z-]+`)*(?: or `[a-z-]+`)?)[:,]/.exec(text);
  if (whole === null) return 'a condition reads "Where `limit` is `id`, `id` or `id`:"';
  const [, of = "", list = ""] = whole;
  if (!isSubject(of)) return `"${of}" is nothing that a verdict has; it has ${Object.keys(idsOf).join(", ")}`;
  const known: readonly string[] = idsOf[of];
  const ids = [...list.matchAll(/`([a-z-]+)`/g)].map(([, id = ""]) => id);
  const wrong = ids.find((id) => !known.includes(id));
  return wrong === undefined ? { of, ids } : `"${wrong}" is no ${of} of the verdict`;
}

function isSubject(word: string): word is Condition["of"] {
  return Object.hasOwn(idsOf, word);
}

/** What nobody could look at is no "no": with an unknown limit only what the verdict says holds. */
export function conditionState({ of, ids }: Condition, verdict: Verdict | undefined): ConditionState {
  if (verdict === undefined) return "not-evaluated";
  if (saidBy(verdict, of).some((id) => ids.includes(id))) return "holds";
  return verdict.limit === "unknown" ? "not-evaluated" : "does-not-hold";
}

function saidBy(verdict: Verdict, of: Condition["of"]): readonly string[] {
  switch (of) {
    case "limit":
      return [verdict.limit];
    case "look-alike":
      return verdict.lookAlikes.map(({ id }) => id);
    case "cause":
      return verdict.causes.map(({ id }) => id);
    case "severity":
      return [verdict.severity];
  }
}
