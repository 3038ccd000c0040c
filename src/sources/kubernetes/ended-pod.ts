import type { ClusterPod } from "../../model/cluster.ts";

/**
 * The pod as it was, with an end, where a change took addresses from it: it was deleted, another one took its name (StatefulSet), or its sandbox was made again with
 * another address. Undefined where it kept them.
 */
export function endedPod(before: ClusterPod | undefined, after: ClusterPod | undefined, nowMs: number): ClusterPod | undefined {
  // Addresses of the host network are the node's, which stays.
  if (before === undefined || before.isOnHostNetwork) return undefined;
  const isSame = after !== undefined && after.uid === before.uid;
  const lost = isSame ? before.addresses.filter((address) => !after.addresses.includes(address)) : before.addresses;
  if (lost.length === 0) return undefined;
  const phase = before.phase === "Failed" ? "Failed" : "Succeeded";
  return { ...before, addresses: lost, phase, finishedAtMs: Math.min(before.finishedAtMs ?? nowMs, nowMs) };
}
