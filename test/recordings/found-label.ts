import type { Diagnosis } from "../../src/model/verdict.ts";
import type { ExpectedVerdict } from "./recipe.ts";

/** What a verdict says of that which a label says. */
export function foundLabel({ verdict, culprits }: Pick<Diagnosis, "verdict" | "culprits">, expected: ExpectedVerdict): ExpectedVerdict {
  const [cause] = verdict.causes;
  return {
    limit: verdict.limit,
    lookAlikes: verdict.lookAlikes.map(({ id }) => id),
    topCause: cause?.id ?? null,
    culprit: cause === undefined ? (culprits[0]?.name ?? null) : (cause.workload ?? null),
    severity: verdict.severity,
    ...(expected.confidence === undefined ? {} : { confidence: verdict.confidence }),
  };
}
