import { OwnerIndex } from "../flows/owners/owner-index.ts";
import type { NodeSnapshot } from "../model/node-snapshot.ts";
import { ownerText, workloadText } from "../model/owner.ts";
import { isPresent } from "../model/reading.ts";
import type { Culprit } from "../model/verdict.ts";

const indexes = new WeakMap<NodeSnapshot, OwnerIndex>();

/** The same culprit by its name, where the node's names tell whose its address was at the time of the snapshot. */
export function nameCulprit(culprit: Culprit, now: NodeSnapshot): Culprit {
  const owner = indexOf(now)?.whose(culprit.name, undefined, now.takenAtMs)?.owner;
  if (owner === undefined) return culprit;
  const hasWorkload = owner.workload !== undefined && owner.workload.kind !== "Pod";
  return { ...culprit, name: workloadText(owner), address: culprit.name, ...(hasWorkload ? { pod: ownerText(owner) } : {}) };
}

/** Made once for all culprits and causes of a verdict. */
function indexOf(now: NodeSnapshot): OwnerIndex | undefined {
  const known = indexes.get(now);
  if (known !== undefined || !isPresent(now.parts.addressOwners)) return known;
  const index = new OwnerIndex(now.parts.addressOwners.value, now.takenAtMs);
  indexes.set(now, index);
  return index;
}
