import type { AddressClaim } from "../../model/address-owners.ts";
import { workloadOfPodName } from "./workload-of-pod-name.ts";

/** Claims by somebody who knows the names of pods and not what runs them: the workload is added where the name leaves no doubt. */
export function nameWorkloads(claims: readonly AddressClaim[]): readonly AddressClaim[] {
  return claims.map((claim) => {
    const { kind, namespace, name, workload } = claim.owner;
    const inferred = kind === "pod" && namespace !== undefined && workload === undefined ? workloadOfPodName(namespace, name) : undefined;
    return inferred === undefined ? claim : { ...claim, owner: { ...claim.owner, workload: inferred } };
  });
}
