import type { AddressClaim } from "../../model/address-owners.ts";
import type { EndpointSlice, ObjectName } from "../../model/cluster.ts";
import { workloadOfPodName } from "./workload-of-pod-name.ts";

/**
 * Pods of other nodes by the endpoints that name them, for whoever may watch EndpointSlices and not all pods. A slice tells no owner of a pod, so what runs it is
 * told from its name where that leaves no doubt. An address that two pods have is a node's.
 */
export function endpointClaims(slices: readonly EndpointSlice[], isKnown: (address: string) => boolean): readonly AddressClaim[] {
  const found = new Map<string, AddressClaim | "several pods">();
  for (const { endpoints } of slices)
    for (const { addresses, pod } of endpoints) {
      if (pod === undefined) continue;
      for (const address of addresses) {
        if (isKnown(address)) continue;
        const before = found.get(address);
        const isSame = typeof before === "object" && before.owner.name === pod.name && before.owner.namespace === pod.namespace;
        if (before === undefined) found.set(address, endpointClaim(address, pod));
        else if (!isSame) found.set(address, "several pods");
      }
    }
  return [...found.values()].filter((claim) => claim !== "several pods");
}

export function endpointClaim(address: string, { namespace, name }: ObjectName): AddressClaim {
  const workload = workloadOfPodName(namespace, name);
  return { address, owner: { kind: "pod", name, namespace, ...(workload === undefined ? {} : { workload }) } };
}
