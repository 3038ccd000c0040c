import type { LimitId } from "../model/verdict.ts";
import type { ClaimName } from "./claims.ts";

/**
 * What helps is chosen by the limit that is near: no setting of the kernel's table reaches an instance's allowance, a BPF map or the ports of source NAT. Where the kernel's own
 * table, or a pod's, is near its limit as well, that comes first and the verdict stays as it is.
 */
export function approachedLimit(limit: LimitId, decisive: readonly ClaimName[]): LimitId {
  if (limit !== "approaching-limit" || kernelTableClaims.some((claim) => decisive.includes(claim))) return limit;
  if (decisive.includes("connectionAllowanceLow")) return "instance-allowance";
  if (decisive.includes("bpfMapNearlyFull")) return "bpf-map-full";
  return decisive.includes("sourceNatPortsShort") ? "snat-ports" : limit;
}

const kernelTableClaims: readonly ClaimName[] = ["tableNearLimit", "fullSoon", "podTableNearLimit"];
