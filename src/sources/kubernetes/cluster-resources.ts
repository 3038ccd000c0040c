import type { ClusterController, ClusterNode, ClusterObjects, ClusterPod, ClusterService, EndpointSlice } from "../../model/cluster.ts";
import { decodeController } from "../../wire/kubernetes/decode-controller.ts";
import { decodeEndpointSlice } from "../../wire/kubernetes/decode-endpoint-slice.ts";
import { decodeNode } from "../../wire/kubernetes/decode-node.ts";
import { decodePod } from "../../wire/kubernetes/decode-pod.ts";
import { decodeService } from "../../wire/kubernetes/decode-service.ts";

/** One kind of object that is listed and watched. */
export interface ClusterResource<T> {
  /** As a role names it. */
  readonly name: string;
  /** As a role names it; empty for the core. */
  readonly apiGroup: string;
  readonly path: string;
  /** Only metadata is asked for where nothing else is read: a tenth of a ReplicaSet. */
  readonly metadataOnly: boolean;
  /** What is not known where it is missing. */
  readonly tells: string;
  decode(value: unknown): T | undefined;
}

export const podResource: ClusterResource<ClusterPod> = {
  name: "pods",
  apiGroup: "",
  path: "/api/v1/pods",
  metadataOnly: false,
  tells: "which pod has which address",
  decode: decodePod,
};

export const serviceResource: ClusterResource<ClusterService> = {
  name: "services",
  apiGroup: "",
  path: "/api/v1/services",
  metadataOnly: false,
  tells: "which service has which address and node port",
  decode: decodeService,
};

export const endpointSliceResource: ClusterResource<EndpointSlice> = {
  name: "endpointslices",
  apiGroup: "discovery.k8s.io",
  path: "/apis/discovery.k8s.io/v1/endpointslices",
  metadataOnly: false,
  tells: "which pods are behind a service",
  decode: decodeEndpointSlice,
};

export const nodeResource: ClusterResource<ClusterNode> = {
  name: "nodes",
  apiGroup: "",
  path: "/api/v1/nodes",
  metadataOnly: false,
  tells: "which node has which address",
  decode: decodeNode,
};

export const replicaSetResource: ClusterResource<ClusterController> = {
  name: "replicasets",
  apiGroup: "apps",
  path: "/apis/apps/v1/replicasets",
  metadataOnly: true,
  tells: "which Deployment a ReplicaSet belongs to",
  decode: (value) => decodeController("ReplicaSet", value),
};

export const jobResource: ClusterResource<ClusterController> = {
  name: "jobs",
  apiGroup: "batch",
  path: "/apis/batch/v1/jobs",
  metadataOnly: true,
  tells: "which CronJob a Job belongs to",
  decode: (value) => decodeController("Job", value),
};

export const noClusterObjects: ClusterObjects = { pods: [], services: [], endpointSlices: [], nodes: [], controllers: [] };
