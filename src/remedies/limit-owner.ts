import type { Situation } from "./remedy.ts";
import { hostOf, valueOf } from "./situation-readings.ts";

/** Who writes nf_conntrack_max last, and so where a change of it stays. */
export type LimitOwner = "kube-proxy" | "nodeadm" | "bottlerocket" | "karpenter" | "aks" | "sysctl";

/**
 * kube-proxy writes the limit each time it starts and wins over whatever the machine's own configuration set before, except on AKS, which starts it with
 * `--conntrack-max-per-core=0`. Without kube-proxy the machine's configuration stands. Where it is not known who runs, the two most common are named.
 */
export function limitOwners(situation: Situation): readonly LimitOwner[] {
  const { cloud, system } = hostOf(situation);
  if (cloud === "azure") return ["aks"];
  switch (valueOf(situation, "dataPlane")?.kind) {
    case "iptables":
    case "nftables":
    case "ipvs":
      return ["kube-proxy"];
    case "cilium":
    case "none":
      if (cloud !== "aws") return ["sysctl"];
      return system === "al2023" ? ["nodeadm", "karpenter"] : ["nodeadm", "bottlerocket", "karpenter"];
    default:
      return ["kube-proxy", "sysctl"];
  }
}
