import type { AddressClaim, AddressOwners, NodeAddress, NodePort, ServiceAddress } from "../../model/address-owners.ts";
import type { ClusterObjects, ClusterPod } from "../../model/cluster.ts";
import type { Owner } from "../../model/owner.ts";
import { closeOutlivedClaims } from "./close-outlived-claims.ts";
import { endpointClaims } from "./endpoint-claims.ts";
import { WorkloadResolver } from "./workload-resolver.ts";

export interface OwnersOfClusterOptions {
  /** The node whose table it is. */
  readonly ownNode?: string;
  /** Who says it, in words. */
  readonly from: string;
  /** Claims of pods that the cluster has forgotten and the table may not have. */
  readonly ended?: readonly AddressClaim[];
}

/** Who has which address by the objects of a cluster, each pod with what really runs it. */
export function ownersOfCluster(objects: ClusterObjects, { ownNode, from, ended = [] }: OwnersOfClusterOptions): AddressOwners {
  const workloads = new WorkloadResolver(objects.controllers);
  const nodes = nodeAddresses(objects, ownNode);
  const nodesByAddress = new Set(nodes.map(({ address }) => address));
  const claims = objects.pods.flatMap((pod) => podClaims(pod, workloads));
  const hostPods = objects.pods.filter(({ isOnHostNetwork, node }) => isOnHostNetwork && (ownNode === undefined || node === ownNode));
  const claimed = new Set(claims.map(({ address }) => address));
  const fromSlices = endpointClaims(objects.endpointSlices, (address) => claimed.has(address) || nodesByAddress.has(address));
  return {
    from: [from],
    claims: closeOutlivedClaims([...claims, ...fromSlices, ...ended]),
    services: objects.services.flatMap(serviceAddresses),
    nodePorts: objects.services.flatMap(nodePortsOf),
    nodes,
    sockets: [],
    ...(hostPods.length === 0 ? {} : { hostPods: hostPods.map((pod) => ownerOf(pod, workloads)) }),
  };
}

function podClaims(pod: ClusterPod, workloads: WorkloadResolver): readonly AddressClaim[] {
  // Its address is the node's, which it shares with kubelet and every other pod on the host network.
  if (pod.isOnHostNetwork) return [];
  const owner = ownerOf(pod, workloads);
  const sinceMs = pod.startedAtMs ?? pod.createdAtMs;
  const untilMs = endOf(pod);
  return pod.addresses.map((address) => ({
    ...{ address, owner },
    ...(sinceMs === undefined ? {} : { sinceMs }),
    ...(untilMs === undefined ? {} : { untilMs }),
    ...(pod.probePorts === undefined ? {} : { probePorts: pod.probePorts }),
  }));
}

function ownerOf(pod: ClusterPod, workloads: WorkloadResolver): Owner {
  const workload = workloads.workloadOf(pod);
  return { kind: "pod", name: pod.name, namespace: pod.namespace, ...(workload === undefined ? {} : { workload }) };
}

/**
 * A pod that has finished stays in the list with its address, which the network plug-in gave back when its sandbox stopped. Where nobody says when that was, only its
 * beginning is certain.
 */
function endOf({ phase, finishedAtMs, deletedAtMs, startedAtMs, createdAtMs }: ClusterPod): number | undefined {
  if (phase === "Succeeded" || phase === "Failed") return finishedAtMs ?? deletedAtMs ?? startedAtMs ?? createdAtMs ?? 0;
  // metadata.deletionTimestamp lies ahead by the grace period; a pod holds its address until it is gone.
  return undefined;
}

function nodeAddresses({ nodes, pods }: ClusterObjects, ownNode: string | undefined): readonly NodeAddress[] {
  const byAddress = new Map<string, NodeAddress>();
  const add = (name: string, addresses: readonly string[]) => {
    for (const address of addresses) if (!byAddress.has(address)) byAddress.set(address, { address, name, isOwn: name === ownNode });
  };
  for (const { name, addresses } of nodes) add(name, addresses);
  // A list of pods alone tells the addresses of the nodes all the same, through the pods that share them.
  for (const { isOnHostNetwork, node, addresses } of pods) if (isOnHostNetwork && node !== undefined) add(node, addresses);
  return [...byAddress.values()];
}

function serviceAddresses({ namespace, name, addresses, ports }: ClusterObjects["services"][number]): readonly ServiceAddress[] {
  const owner: Owner = { kind: "service", name, namespace };
  return addresses.flatMap((address) => ports.map(({ protocol, port }) => ({ address, protocol, port, owner })));
}

function nodePortsOf({ namespace, name, ports }: ClusterObjects["services"][number]): readonly NodePort[] {
  const owner: Owner = { kind: "service", name, namespace };
  return ports.flatMap(({ protocol, nodePort }) => (nodePort === undefined ? [] : [{ protocol, port: nodePort, owner }]));
}
