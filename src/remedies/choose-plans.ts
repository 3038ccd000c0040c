import type { Plan } from "../model/verdict.ts";
import { remedies } from "./index.ts";
import type { Situation } from "./remedy.ts";

/** The plans that fit a situation. */
export function choosePlans(situation: Situation): readonly Plan[] {
  return remedies.flatMap(({ id, title, when, rating, plan }) => {
    const draft = plan(situation);
    return draft === undefined ? [] : [{ id, title, when, rating, ...draft }];
  });
}
