import type { AddressClaim } from "../../model/address-owners.ts";
import type { ClusterController, ClusterNode, ClusterObjects, ClusterPod, ClusterService, EndpointSlice } from "../../model/cluster.ts";
import { decodeController } from "../kubernetes/decode-controller.ts";
import { decodeEndpointSlice } from "../kubernetes/decode-endpoint-slice.ts";
import { decodeNode } from "../kubernetes/decode-node.ts";
import { decodePod } from "../kubernetes/decode-pod.ts";
import { decodeService } from "../kubernetes/decode-service.ts";
import { field, textField } from "../kubernetes/json-fields.ts";
import { decodeIpamClaims } from "./decode-ipam-claims.ts";
import { decodeSgfpPod } from "./decode-sgfp-pod.ts";
import { inferHostNetwork } from "./infer-host-network.ts";

/** What the objects of a list, or of several, say together. It takes whatever it is given and counts what it cannot use. */
export class PodListDraft {
  private readonly pods = new Map<string, ClusterPod>();
  /** Of lists that do not say which pods are on the host network. */
  private readonly podsOfUnsaidNetwork = new Map<string, ClusterPod>();
  private readonly services: ClusterService[] = [];
  private readonly endpointSlices: EndpointSlice[] = [];
  private readonly nodes: ClusterNode[] = [];
  private readonly controllers: ClusterController[] = [];
  private readonly ipamClaims: AddressClaim[] = [];
  private readonly unused = new Map<string, number>();
  private taken = 0;

  /** An object of the Kubernetes API, or of the sgfp toolkit's snapshot of one. */
  takeObject(value: unknown): void {
    const kind = textField(value, "kind") ?? kindByLooks(value) ?? "unknown object";
    // Kinds are text of the list: their number is bounded.
    const counted = this.unused.has(kind) || this.unused.size < mostKinds ? kind : "others";
    if (!this.keeps(kind, value)) this.unused.set(counted, (this.unused.get(counted) ?? 0) + 1);
  }

  /** What is left of a document when its lists are taken out: a single object, the end of a list, or the addresses that the Amazon VPC plug-in has given out. */
  takeDocument(value: unknown): void {
    if (field(value, "items") !== undefined || field(value, "pods") !== undefined || Array.isArray(value)) return;
    const claims = decodeIpamClaims(value);
    if (claims.length > 0) this.ipamClaims.push(...claims);
    else this.takeObject(value);
  }

  /** A list with a line for each address has several of a pod. */
  takePodOfUnsaidNetwork(pod: ClusterPod): void {
    this.taken++;
    const known = this.podsOfUnsaidNetwork.get(keyOf(pod))?.addresses ?? [];
    this.podsOfUnsaidNetwork.set(keyOf(pod), { ...pod, addresses: [...new Set([...known, ...pod.addresses])] });
  }

  get isEmpty(): boolean {
    return this.objectCount === 0;
  }

  /** Of what gives an address a name; a pod that several lists have counts in each. */
  get objectCount(): number {
    return this.taken + this.ipamClaims.length;
  }

  /** By kind, what says nothing about addresses, such as ConfigMaps. */
  get unusedKinds(): ReadonlyMap<string, number> {
    return this.unused;
  }

  /** What another source of the same list says better is left out of it: a pod by its own object before a line about it. */
  objects(): ClusterObjects {
    const names = new Set(
      [...this.pods.values(), ...this.podsOfUnsaidNetwork.values()].flatMap((pod) => (pod.uid === undefined ? [] : [nameOf(pod)])),
    );
    const others = [...this.podsOfUnsaidNetwork].flatMap(([key, pod]) =>
      this.pods.has(key) || (pod.uid === undefined && names.has(nameOf(pod))) ? [] : [pod],
    );
    const { services, endpointSlices, nodes, controllers } = this;
    return { pods: [...this.pods.values(), ...inferHostNetwork(others)], services, endpointSlices, nodes, controllers };
  }

  claims(): readonly AddressClaim[] {
    return this.ipamClaims;
  }

  private takesSgfpPod(pod: ClusterPod | undefined): boolean {
    if (pod !== undefined) this.takePodOfUnsaidNetwork(pod);
    return pod !== undefined;
  }

  /** It names no address by itself. */
  private takesController(controller: ClusterController | undefined): boolean {
    if (controller !== undefined) this.controllers.push(controller);
    return controller !== undefined;
  }

  private countTaken<T>(decoded: T | undefined, keep: (value: T) => unknown): boolean {
    if (decoded === undefined) return false;
    keep(decoded);
    this.taken++;
    return true;
  }

  private keeps(kind: string, value: unknown): boolean {
    switch (kind) {
      case "Pod":
        return this.countTaken(decodePod(value), (pod) => this.pods.set(keyOf(pod), pod));
      case sgfpPod:
        return this.takesSgfpPod(decodeSgfpPod(value));
      case "Service":
        return this.countTaken(decodeService(value), (service) => this.services.push(service));
      case "EndpointSlice":
        return this.countTaken(decodeEndpointSlice(value), (slice) => this.endpointSlices.push(slice));
      case "Node":
        return this.countTaken(decodeNode(value), (node) => this.nodes.push(node));
      case "ReplicaSet":
      case "Job":
        return this.takesController(decodeController(kind, value));
      default:
        return false;
    }
  }
}

/** The toolkit's objects have no kind. */
const sgfpPod = "pod of the sgfp toolkit";
const mostKinds = 20;

function nameOf({ namespace, name }: ClusterPod): string {
  return `${namespace}/${name}`;
}

function keyOf({ namespace, name, uid = "" }: ClusterPod): string {
  return `${namespace}/${name}/${uid}`;
}

/** The API's own lists do not repeat the kind in each of their objects. */
function kindByLooks(value: unknown): string | undefined {
  if (field(value, "all_ips") !== undefined || field(value, "ipv4") !== undefined) return sgfpPod;
  const spec = field(value, "spec");
  const status = field(value, "status");
  if (Array.isArray(field(spec, "containers")) || field(status, "podIP") !== undefined) return "Pod";
  if (field(status, "nodeInfo") !== undefined) return "Node";
  if (Array.isArray(field(value, "endpoints"))) return "EndpointSlice";
  return field(spec, "clusterIP") === undefined ? undefined : "Service";
}
