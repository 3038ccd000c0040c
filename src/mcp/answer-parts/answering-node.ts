import type { Fleet, FleetNode } from "../../operations/fleet/fleet.ts";
import type { MissingTable, TableSource } from "../../operations/fleet/node-table.ts";
import { answeringNodeResult } from "../../report/fleet/answering-node-result.ts";
import { harmlessText } from "../../report/harmless-text.ts";

/** Whose an answer is that tells itself when what it has was so. */
export function answeringNodeOf({ facts, ...node }: FleetNode, { isLive, bundle }: Pick<TableSource, "isLive" | "bundle"> = node) {
  return answeringNodeResult({ facts, isLive, ...(bundle === undefined ? {} : { bundleId: bundle.id }) });
}

/** That there is no table to ask is an answer: what would be needed, and nothing in place of what is not known. */
export function missingAnswerOf({ kind }: Fleet, node: FleetNode, what: string, missing: MissingTable) {
  const { because, fileWanted, remarks } = missing;
  const reason = harmlessText(because);
  return {
    success: true as const,
    ...answeringNodeOf(node, missing),
    confidence: "none" as const,
    notEvaluated: [{ what, because: reason, ...(fileWanted === undefined ? {} : { fileWanted }) }],
    gaps: [`${what}: not evaluated: ${reason}`, ...remarks.map(harmlessText)],
    nextStep: nextOfMissing(kind, missing),
  };
}

/** From a folder of bundles collect gives the same bundle again. */
function nextOfMissing(kind: Fleet["kind"], { isLive, fileWanted }: MissingTable): string {
  if (isLive) return "Call diagnose, which says what else could be looked at.";
  if (kind !== "bundles") return "Call collect for the node, then this tool again.";
  return fileWanted === undefined
    ? "Call diagnose, which says what else could be looked at."
    : "Call diagnose, which says what can be told without fileWanted; only a bundle that has it can answer this.";
}
