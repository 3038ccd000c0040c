import type { NodeFacts } from "../../model/node-facts.ts";
import { byName } from "./by-name.ts";

export type ClusterChoice<Node> =
  | {
      readonly status: "chosen";
      /** Undefined where nobody tells one and nobody asked for one. */
      readonly cluster?: string;
      readonly nodes: readonly Node[];
      /** What to know of the choice, in words for a person. */
      readonly remarks: readonly string[];
    }
  /** None of the known ones is that, or there are several and none was named. */
  | { readonly status: "unknown" | "several"; readonly known: readonly string[] };

/** The nodes of one cluster. Nodes that tell none belong to whichever is asked for only where none tells any. */
export function chooseCluster<Node extends { readonly facts: NodeFacts }>(
  nodes: readonly Node[],
  wanted: string | undefined,
): ClusterChoice<Node> {
  const known = [...new Set(nodes.flatMap(({ facts }) => facts.cluster ?? []))].sort(byName);
  const untold = nodes.filter(({ facts }) => facts.cluster === undefined).length;
  const [only] = known;
  if (only === undefined) {
    if (wanted === undefined)
      return { status: "chosen", nodes, remarks: nodes.length === 0 ? [] : ["Nobody tells which cluster these nodes are of."] };
    const remark = `Nobody tells which cluster these nodes are of: all ${nodes.length} are taken for those of the cluster that was named.`;
    return { status: "chosen", cluster: wanted, nodes, remarks: nodes.length === 0 ? [] : [remark] };
  }
  if (wanted === undefined && known.length > 1) return { status: "several", known };
  const cluster = wanted ?? only;
  if (!known.includes(cluster)) return { status: "unknown", known };
  return {
    status: "chosen",
    cluster,
    nodes: nodes.filter(({ facts }) => facts.cluster === cluster),
    remarks: untold === 0 ? [] : [`${untold} of ${nodes.length} nodes do not tell their cluster and are not among these.`],
  };
}
