import { isoTime } from "../../model/iso-time.ts";
import type { NodeFacts } from "../../model/node-facts.ts";
import { harmlessText } from "../harmless-text.ts";

export interface AnsweringNode {
  readonly facts: Pick<NodeFacts, "name" | "instanceId" | "cluster" | "zone">;
  readonly isLive: boolean;
  readonly bundleId?: string;
  /** Missing where nobody could look. */
  readonly takenAtMs?: number;
}

/** Whose an answer is, who spoke for it and when that was so, as data; `src/contract/tools/parts/answering-node.ts` is its schema. */
export function answeringNodeResult({ facts, isLive, bundleId, takenAtMs }: AnsweringNode) {
  const { name, instanceId, cluster, zone } = facts;
  return {
    instanceId: harmlessText(name),
    ...(instanceId === undefined ? {} : { ec2InstanceId: harmlessText(instanceId) }),
    ...(cluster === undefined ? {} : { cluster: harmlessText(cluster) }),
    ...(zone === undefined ? {} : { zone: harmlessText(zone) }),
    live: isLive,
    ...(bundleId === undefined ? {} : { bundle: harmlessText(bundleId) }),
    ...(takenAtMs === undefined ? {} : { takenAt: isoTime(takenAtMs) }),
  };
}
