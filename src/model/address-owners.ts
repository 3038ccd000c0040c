import type { Owner } from "./owner.ts";

/**
 * Whose the addresses of a node's connections are: told by the Kubernetes API, by a saved list of pods, or by the node's own /proc. What several of them
 * say is laid together, the more telling first.
 */
export interface AddressOwners {
  /** Who said it, in words: `Kubernetes API`, `kubectl get pods (pods.json)`, `/proc`. */
  readonly from: readonly string[];
  readonly claims: readonly AddressClaim[];
  readonly services: readonly ServiceAddress[];
  readonly nodePorts: readonly NodePort[];
  readonly nodes: readonly NodeAddress[];
  readonly sockets: readonly SocketOwner[];
  /** Pods on the host network with what runs them: they have no address of their own, and whoever finds their sockets may know no more than their name. */
  readonly hostPods?: readonly Owner[];
  /** Of pods only those of the own node are told: an address that nobody claims is as likely another node's pod as one that is gone. */
  readonly isOfOwnNodeOnly?: true;
}

/** An address was somebody's for a time. Addresses of pods are given to others later, so that an older entry may belong to the one before. */
export interface AddressClaim {
  /** In canonical text. */
  readonly address: string;
  readonly owner: Owner;
  /** Missing where nobody knows since when. */
  readonly sinceMs?: number;
  /** When it ended; missing while it lasts. A claim that ended is a tombstone: kept as long as entries may outlive their pod. */
  readonly untilMs?: number;
  /** It ended here, and the address may be a pod's on another node by this time: that it is nobody's cannot be said. */
  readonly mayBeElsewhere?: true;
  /** TCP ports at which the kubelet asks whether the pod lives. */
  readonly probePorts?: readonly number[];
}

/** An address and port under which a service is reached: ClusterIP, external or load balancer's. */
export interface ServiceAddress {
  readonly address: string;
  readonly protocol: number;
  readonly port: number;
  readonly owner: Owner;
}

/** A port under which a service is reached at every node's address. */
export interface NodePort {
  readonly protocol: number;
  readonly port: number;
  readonly owner: Owner;
}

export interface NodeAddress {
  readonly address: string;
  readonly name: string;
  /** The node whose table it is. Pods on the host network share its addresses. */
  readonly isOwn: boolean;
}

/** Who holds a local port of the node itself, for connections from and to its own addresses. */
export interface SocketOwner {
  readonly protocol: number;
  readonly port: number;
  readonly owner: Owner;
}

export const noAddressOwners: AddressOwners = { from: [], claims: [], services: [], nodePorts: [], nodes: [], sockets: [] };
