import type { Situation } from "./remedy.ts";
import { hostOf, partOf } from "./situation-readings.ts";

/** Who writes nf_conntrack_max last, and so where a change of it stays. */
export type LimitOwner = "kube-proxy" | "nodeadm" | "bottlerocket" | "karpenter" | "aks" | "sysctl";

/**
 * kube-proxy writes the limit each time it starts and wins over whatever the machine's own configuration set before, unless its maxPerCore is 0, with
 * which AKS starts it. Without kube-proxy the machine's configuration stands. Where it is not known who runs, the two most common are named.
 */
export function limitOwners(situation: Situation): readonly LimitOwner[] {
  const kubeProxy = partOf(situation, "limitConfiguration")?.kubeProxy;
  if (kubeProxy?.maxPerCore === 0) return machineOwners(situation);
  if (kubeProxy !== undefined) return ["kube-proxy"];
  if (hostOf(situation).cloud === "azure") return ["aks"];
  if (partOf(situation, "kubeProxy") !== undefined) return ["kube-proxy"];
  switch (partOf(situation, "dataPlane")?.kind) {
    case "iptables":
    case "nftables":
    case "ipvs":
      return ["kube-proxy"];
    case "cilium":
    case "none":
      return machineOwners(situation);
    default:
      return ["kube-proxy", "sysctl"];
  }
}

function machineOwners(situation: Situation): readonly LimitOwner[] {
  const { cloud, system } = hostOf(situation);
  if (cloud === "azure") return ["aks"];
  if (cloud !== "aws") return ["sysctl"];
  return system === "al2023" ? ["nodeadm", "karpenter"] : ["nodeadm", "bottlerocket", "karpenter"];
}
