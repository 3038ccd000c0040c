import type { Confidence, Diagnosis } from "../model/verdict.ts";
import { causes } from "./causes/index.ts";
import { claims } from "./claims.ts";
import type { Hypothesis } from "./hypothesis.ts";
import { limits } from "./limits/index.ts";
import { lookAlikes } from "./look-alikes/index.ts";
import { noLimit } from "./no-limit.ts";

export interface RankedCause {
  readonly kind: "limit" | "look-alike" | "cause";
  readonly id: string;
  readonly confidence: Confidence;
  readonly because: string;
  readonly workload?: string;
  /** Ids of the evidence that speaks for it. */
  readonly evidence: readonly string[];
}

/** What a diagnosis holds for the reason, the limit first, with what of its evidence speaks for each. Nothing that is hit is no reason and is not among them. */
export function rankRootCauses({ verdict, evidence }: Pick<Diagnosis, "verdict" | "evidence">): readonly RankedCause[] {
  const evidenceFor = (hypotheses: readonly Hypothesis[], wanted: string) => {
    const rules = hypotheses.find(({ id }) => id === wanted)?.rules ?? [];
    const checks = new Set(rules.flatMap(({ when }) => when).flatMap((name): readonly string[] => claims[name].from));
    return evidence.filter(({ type, speaks }) => speaks === "for" && checks.has(type)).map(({ id }) => id);
  };
  const limit: readonly RankedCause[] =
    verdict.limit === "none" || verdict.limit === "unknown"
      ? []
      : [
          {
            ...{ kind: "limit", id: verdict.limit, confidence: verdict.confidence, because: verdict.summary },
            evidence: evidenceFor([...limits, noLimit], verdict.limit),
          },
        ];
  return [
    ...limit,
    ...verdict.lookAlikes.map(
      ({ id, confidence, because }): RankedCause => ({
        kind: "look-alike",
        id,
        confidence,
        because,
        evidence: evidenceFor(lookAlikes, id),
      }),
    ),
    ...verdict.causes.map(
      ({ id, confidence, because, workload }): RankedCause => ({
        ...{ kind: "cause", id, confidence, because },
        ...(workload === undefined ? {} : { workload }),
        evidence: evidenceFor(causes, id),
      }),
    ),
  ];
}
