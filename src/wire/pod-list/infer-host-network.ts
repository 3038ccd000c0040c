import type { ClusterPod } from "../../model/cluster.ts";

/**
 * Marks the pods that use their node's address, in a list that does not say it: an address that several running pods of one node have is the node's, and so is
 * one that the node is named after (`ip-10-0-1-2.ec2.internal`). A lone pod on the host network of any other node looks like all others.
 */
export function inferHostNetwork(pods: readonly ClusterPod[]): readonly ClusterPod[] {
  const holders = new Map<string, number>();
  for (const pod of pods) {
    if (isFinished(pod)) continue;
    for (const address of pod.addresses) holders.set(address, (holders.get(address) ?? 0) + 1);
  }
  return pods.map((pod) => {
    const isShared = pod.addresses.some((address) => (holders.get(address) ?? 0) > 1 || isNamedAfter(pod.node, address));
    return isShared && !pod.isOnHostNetwork ? { ...pod, isOnHostNetwork: true } : pod;
  });
}

function isFinished({ phase }: ClusterPod): boolean {
  return phase === "Succeeded" || phase === "Failed";
}

function isNamedAfter(node: string | undefined, address: string): boolean {
  return node?.startsWith(`ip-${address.replaceAll(".", "-")}.`) === true;
}
