import { type Diagnosis, severityOrder } from "../../model/verdict.ts";
import { culpritWords } from "../../verdict/culprit-words.ts";
import { harmlessValue } from "../harmless-value.ts";
import { answeringNodeResult } from "./answering-node-result.ts";
import { notListedResult } from "./not-listed-result.ts";

/** A node of which there is a verdict, and who spoke for it. */
export interface JudgedNode {
  readonly facts: { readonly name: string; readonly cluster?: string; readonly instanceId?: string; readonly zone?: string };
  readonly isLive: boolean;
  readonly bundleId?: string;
  readonly diagnosis: Diagnosis;
}

/** Every node in short, the worst first; who said nothing is named, and makes the whole no better than unknown. `src/contract/tools/diagnose.ts` is the schema. */
export function fleetVerdicts(
  judged: readonly JudgedNode[],
  silent: readonly { readonly name: string; readonly because: string }[],
  mostNodes: number,
) {
  const rank = ({ diagnosis }: JudgedNode) => severityOrder.indexOf(diagnosis.verdict.severity);
  const nodes = judged.toSorted(
    (one, other) => rank(one) - rank(other) || one.facts.name.localeCompare(other.facts.name, "en", { numeric: true }),
  );
  const worst = nodes[0]?.diagnosis.verdict.severity ?? "unknown";
  const isDoubtful = silent.length > 0 && severityOrder.indexOf(worst) > severityOrder.indexOf("unknown");
  return harmlessValue({
    severity: isDoubtful ? ("unknown" as const) : worst,
    answered: nodes.length,
    unanswered: silent.map(({ name, because }) => ({ instanceId: name, because })),
    nodes: nodes.slice(0, mostNodes).map(nodeVerdict),
    ...notListedResult(nodes.slice(mostNodes).map(({ diagnosis }) => diagnosis.verdict.severity)),
  });
}

function nodeVerdict({ facts, isLive, bundleId, diagnosis }: JudgedNode) {
  const { verdict, culprits, notEvaluated, takenAtMs } = diagnosis;
  const [culprit] = culprits;
  return {
    ...answeringNodeResult({
      ...{ facts, isLive: isLive && diagnosis.origin === "live", takenAtMs },
      ...(bundleId === undefined ? {} : { bundleId }),
    }),
    severity: verdict.severity,
    limit: verdict.limit,
    confidence: verdict.confidence,
    summary: verdict.summary,
    causes: verdict.causes.map(({ id }) => id),
    lookAlikes: verdict.lookAlikes.map(({ id }) => id),
    ...(culprit === undefined ? {} : { culprit: culpritWords(culprit), culpritShare: culprit.share }),
    unevaluated: notEvaluated.length,
  };
}
