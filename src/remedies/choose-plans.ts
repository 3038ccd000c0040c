import type { Plan } from "../model/verdict.ts";
import { remedies } from "./index.ts";
import { type Remedy, type Situation, stands } from "./remedy.ts";

/**
 * The plans that fit a situation: what can be done at once before what lasts, within that the most fitting first, and among equally fitting ones the
 * least disruptive. Each remedy is there at most once.
 */
export function choosePlans(situation: Situation): readonly Plan[] {
  return remedies
    .filter((remedy) => isFor(remedy, situation))
    .flatMap((remedy) => {
      const draft = remedy.plan(situation);
      if (draft === undefined) return [];
      const { id, title, when, rating } = remedy;
      return [{ plan: { id, title, when, rating, ...draft }, distance: distanceOf(remedy, situation) }];
    })
    .toSorted(
      (left, right) =>
        whenRank[left.plan.when] - whenRank[right.plan.when] ||
        left.distance - right.distance ||
        ratingRank[left.plan.rating] - ratingRank[right.plan.rating],
    )
    .map(({ plan }) => plan);
}

const whenRank = { immediate: 0, "long-term": 1 } as const satisfies Record<Plan["when"], number>;
const ratingRank = { GREEN: 0, YELLOW: 1, RED: 2 } as const satisfies Record<Plan["rating"], number>;

/** Further than any limit, look-alike or cause can be. */
const lookDistance = 100;
const adviceDistance = 200;

function isFor({ helpsAgainst, doesNotHelpAgainst }: Remedy, situation: Situation): boolean {
  return !doesNotHelpAgainst.includes(situation.verdict.limit) && helpsAgainst.some((id) => stands(situation, id));
}

/**
 * How far a remedy is from what it has to do. At once the limit itself comes first, since relief is what is wanted; for good the causes do, the most
 * certain first, since a larger table of leaked connections is full again later. Looking comes first where the verdict itself is doubtful.
 */
function distanceOf({ kind, when, helpsAgainst }: Remedy, { verdict }: Situation): number {
  if (kind === "advice") return adviceDistance;
  if (kind === "look") return verdict.confidence === "low" || verdict.limit === "unknown" ? -1 : lookDistance;
  const causes = verdict.causes.map(({ id }) => id);
  const alikes = verdict.lookAlikes.map(({ id }) => id);
  const wanted = when === "immediate" ? [verdict.limit, ...alikes, ...causes] : [...causes, verdict.limit, ...alikes];
  const places = wanted.flatMap((id, place) => (helpsAgainst.some((against) => against === id) ? [place] : []));
  return Math.min(lookDistance, ...places);
}
