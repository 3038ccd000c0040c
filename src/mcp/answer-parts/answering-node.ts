import type { FleetNode } from "../../operations/fleet/fleet.ts";
import type { MissingTable, TableSource } from "../../operations/fleet/node-table.ts";
import { harmlessText } from "../../report/harmless-text.ts";

/** The fields by which an answer says whose it is (`src/contract/tools/parts/answering-node.ts`). */
export function answeringNodeOf({ facts, ...node }: FleetNode, { isLive, bundle }: Pick<TableSource, "isLive" | "bundle"> = node) {
  const { name, instanceId, cluster, zone } = facts;
  return {
    instanceId: harmlessText(name),
    ...(instanceId === undefined ? {} : { ec2InstanceId: harmlessText(instanceId) }),
    ...(cluster === undefined ? {} : { cluster: harmlessText(cluster) }),
    ...(zone === undefined ? {} : { zone: harmlessText(zone) }),
    live: isLive,
    ...(bundle === undefined ? {} : { bundle: harmlessText(bundle.id) }),
  };
}

/** That there is no table to ask is an answer: what would be needed, and nothing in place of what is not known. */
export function missingAnswerOf(node: FleetNode, what: string, missing: MissingTable) {
  const { because, fileWanted, remarks } = missing;
  const reason = harmlessText(because);
  return {
    success: true as const,
    ...answeringNodeOf(node, missing),
    confidence: "none" as const,
    notEvaluated: [{ what, because: reason, ...(fileWanted === undefined ? {} : { fileWanted }) }],
    gaps: [`${what}: not evaluated: ${reason}`, ...remarks.map(harmlessText)],
    nextStep: missing.isLive
      ? "Call diagnose, which says what else could be looked at."
      : "Call collect for the node, then this tool again.",
  };
}
