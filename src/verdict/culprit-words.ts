import { infrastructureText } from "../model/owner.ts";
import type { Culprit } from "../model/verdict.ts";

/**
 * `Deployment shop/checkout (30 pods, foremost shop/checkout-7d9f6-x2x4q at 10.0.1.5)`, or the bare address. Names in it are the cluster's: whoever shows them makes them
 * harmless.
 */
export function culpritWords({
  name,
  pod,
  pods,
  address,
  isInfrastructure,
}: Pick<Culprit, "name" | "pod" | "pods" | "address" | "isInfrastructure">): string {
  const whose = isInfrastructure === true ? infrastructureText(name) : name;
  if (address === undefined) return whose;
  const at = pod === undefined ? address : `${pod} at ${address}`;
  if (pods === undefined) return `${whose} (${pod === undefined ? "" : "pod "}${at})`;
  return `${whose} (${pods} pods, foremost ${at})`;
}
