import type { LimitId } from "../model/verdict.ts";
import type { ClaimName } from "./claims.ts";

/**
 * What helps is chosen by the limit that is near: no setting of the kernel's table reaches an instance's allowance or a BPF map. Where the kernel's own
 * table, or a pod's, is near its limit as well, that comes first and the verdict stays as it is.
 */
export function approachedLimit(limit: LimitId, decisive: readonly ClaimName[]): LimitId {
  if (limit !== "approaching-limit" || kernelTableClaims.some((claim) => decisive.includes(claim))) return limit;
  if (decisive.includes("connectionAllowanceLow")) return "instance-allowance";
  return decisive.includes("bpfMapNearlyFull") ? "bpf-map-full" : limit;
}

const kernelTableClaims: readonly ClaimName[] = ["tableNearLimit", "fullSoon", "podTableNearLimit"];
