/** What Ullage keeps of a cluster's objects: who has which address (in canonical text), and who runs whom. Everything else in them is left where it is. */
export interface ClusterObjects {
  readonly pods: readonly ClusterPod[];
  readonly services: readonly ClusterService[];
  readonly endpointSlices: readonly EndpointSlice[];
  readonly nodes: readonly ClusterNode[];
  /** ReplicaSets and Jobs: the links between a pod and what really runs it. */
  readonly controllers: readonly ClusterController[];
}

export interface ObjectName {
  readonly namespace: string;
  readonly name: string;
  readonly uid?: string;
}

/** The owner with `controller: true`. */
export interface ControllerReference {
  readonly kind: string;
  readonly name: string;
  readonly uid?: string;
}

export interface ClusterPod extends ObjectName {
  readonly node?: string;
  /** All of status.podIPs; those of the node itself for a pod on the host network. */
  readonly addresses: readonly string[];
  readonly isOnHostNetwork: boolean;
  readonly phase?: string;
  readonly controller?: ControllerReference;
  /** The list tells of no pod who owns it, as a table for people does; without it, a pod that has no controller is on its own. */
  readonly isOwnerUnsaid?: true;
  readonly createdAtMs?: number;
  /** When it got its addresses, as well as the API tells: status.startTime. */
  readonly startedAtMs?: number;
  /** When the last container of a pod that ended (Succeeded, Failed) ended: the object still shows its addresses, which may be another pod's from then on. */
  readonly finishedAtMs?: number;
  /** metadata.deletionTimestamp: when it is to be gone, which lies ahead while its grace period runs. */
  readonly deletedAtMs?: number;
  /** Ports and addresses of its probes by the kubelet, so that those can be told from traffic. */
  readonly probePorts?: readonly number[];
}

export interface ClusterService extends ObjectName {
  readonly type?: string;
  /** ClusterIPs of both families, external and load balancer's addresses; `None` is no address. */
  readonly addresses: readonly string[];
  readonly ports: readonly { readonly protocol: number; readonly port: number; readonly nodePort?: number; readonly name?: string }[];
}

export interface EndpointSlice extends ObjectName {
  readonly service?: string;
  readonly endpoints: readonly {
    readonly addresses: readonly string[];
    readonly isReady: boolean;
    readonly pod?: ObjectName;
    readonly node?: string;
  }[];
  readonly ports: readonly { readonly protocol: number; readonly port: number }[];
}

export interface ClusterNode {
  readonly name: string;
  readonly addresses: readonly string[];
  /** Ranges that its pods' addresses come from, where the cluster assigns them. */
  readonly podNetworks: readonly string[];
}

export interface ClusterController extends ObjectName {
  readonly kind: string;
  readonly controller?: ControllerReference;
}
