import { isoTime } from "../../model/iso-time.ts";
import type { NodeFacts } from "../../model/node-facts.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import type { ShelvedBundle } from "../bundle-shelf/bundle-shelf.ts";
import type { AgentNodeOptions } from "./agent-node-options.ts";
import { bundleNode } from "./bundle-node.ts";
import type { FleetNode } from "./fleet.ts";

/** The newest bundle of a node whose agent is silent. */
export async function standIn(
  { facts, shelf, counted }: Pick<AgentNodeOptions, "facts" | "shelf" | "counted">,
  because: string,
  signal: AbortSignal,
): Promise<FleetNode | undefined> {
  const { bundles } = await shelf.list(signal);
  const bundle = bundles.find((candidate) => isOfNode(candidate, facts));
  if (bundle === undefined) return undefined;
  const remark = `the agent of ${facts.name} does not answer (${because}): its newest bundle, ${bundle.id} of ${isoTime(bundle.collectedAtMs)}, speaks for the node`;
  return bundleNode({ bundle, facts, shelf, counted, remarks: [harmlessText(remark)] });
}

/** Names come again in another cluster, ids of instances nowhere. */
export function isOfNode(bundle: ShelvedBundle, { name, cluster, instanceId }: NodeFacts): boolean {
  if (instanceId !== undefined && bundle.instanceId !== undefined) return instanceId === bundle.instanceId;
  return bundle.node === name && (cluster === undefined || bundle.cluster === undefined || cluster === bundle.cluster);
}
