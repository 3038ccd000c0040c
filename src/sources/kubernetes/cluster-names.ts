import { endpointClaim } from "../../flows/owners/endpoint-claims.ts";
import { ownersOfCluster } from "../../flows/owners/owners-of-cluster.ts";
import { ownersOfOwnNode } from "../../flows/owners/owners-of-own-node.ts";
import { type AddressClaim, type AddressOwners, noAddressOwners } from "../../model/address-owners.ts";
import type { ClusterController, ClusterNode, ClusterPod, ClusterService, EndpointSlice } from "../../model/cluster.ts";
import type { NameSource } from "../name-source.ts";
import {
  type ClusterResource,
  endpointSliceResource,
  jobResource,
  noClusterObjects,
  nodeResource,
  podResource,
  replicaSetResource,
  serviceResource,
} from "./cluster-resources.ts";
import { EndedObjects } from "./ended-objects.ts";
import { endedPod } from "./ended-pod.ts";
import type { KubernetesApi } from "./kubernetes-api.ts";
import { type LostEndpoint, lostEndpoints } from "./lost-endpoints.ts";
import { type MirrorReport, mirrorRemarks } from "./mirror-remarks.ts";
import type { Pace } from "./pace.ts";
import { ResourceMirror } from "./resource-mirror.ts";

export interface ClusterNamesSettings {
  readonly api: KubernetesApi;
  readonly pace: Pace;
  /** Where only the pods of one node are wanted: then of the nodes only it is watched as well, and what runs its pods is told from their names. */
  readonly podsOfNode?: string;
  readonly ownNode?: string;
  readonly services: boolean;
  readonly endpointSlices: boolean;
  readonly keepEndedMs: number;
}

/** Names from a cluster that is watched until it is closed. */
export class ClusterNames implements NameSource {
  private readonly settings: ClusterNamesSettings;
  private readonly stop = new AbortController();
  private readonly reports: (() => MirrorReport)[] = [];
  private readonly starts: (() => Promise<void>)[] = [];
  private readonly settling: Promise<void>[] = [];
  private readonly pods: ResourceMirror<ClusterPod>;
  private readonly services: ResourceMirror<ClusterService> | undefined;
  private readonly nodes: ResourceMirror<ClusterNode>;
  private readonly replicaSets: ResourceMirror<ClusterController> | undefined;
  private readonly jobs: ResourceMirror<ClusterController> | undefined;
  private readonly slices: ResourceMirror<EndpointSlice> | undefined;
  private readonly endedPods: EndedObjects<ClusterPod>;
  private readonly endedControllers: EndedObjects<ClusterController>;
  private readonly lostEndpoints: EndedObjects<LostEndpoint>;
  private running: readonly Promise<void>[] = [];
  private owners: AddressOwners = noAddressOwners;
  private isStale = true;
  private composeAgainAtMs = Number.NEGATIVE_INFINITY;

  constructor(settings: ClusterNamesSettings) {
    const { podsOfNode, services, endpointSlices, keepEndedMs, pace } = settings;
    this.settings = settings;
    this.endedPods = new EndedObjects({ keepMs: keepEndedMs, maximum: maximumEnded });
    this.endedControllers = new EndedObjects({ keepMs: keepEndedMs, maximum: maximumEnded });
    this.lostEndpoints = new EndedObjects({ keepMs: keepEndedMs, maximum: maximumEnded });
    this.pods = this.mirror(
      podResource,
      (before, after) => {
        const nowMs = pace.clock.nowMs();
        const ended = endedPod(before, after, nowMs);
        if (ended !== undefined) this.endedPods.add(ended, nowMs);
      },
      podsOfNode === undefined ? undefined : `spec.nodeName=${podsOfNode}`,
    );
    this.services = services ? this.mirror(serviceResource, () => {}) : undefined;
    // Every change of every Node to every node would be more than an API server takes.
    this.nodes = this.mirror(nodeResource, () => {}, podsOfNode === undefined ? undefined : `metadata.name=${podsOfNode}`);
    // A Deployment that is deleted takes its ReplicaSets along, before or after the last pod.
    const keepController = (before: ClusterController | undefined, after: ClusterController | undefined) => {
      if (before !== undefined && after === undefined) this.endedControllers.add(before, pace.clock.nowMs());
    };
    // Those of the whole cluster, for the few that have pods here, is what an agent need not keep: names tell nearly as much.
    this.replicaSets = podsOfNode === undefined ? this.mirror(replicaSetResource, keepController) : undefined;
    this.jobs = podsOfNode === undefined ? this.mirror(jobResource, keepController) : undefined;
    const keepLost = (before: EndpointSlice | undefined, after: EndpointSlice | undefined) => {
      // Whoever sees all pods sees their end there.
      if (podsOfNode === undefined) return;
      for (const lost of lostEndpoints(before, after, pace.clock.nowMs())) this.lostEndpoints.add(lost, lost.lostAtMs);
    };
    this.slices = endpointSlices ? this.mirror(endpointSliceResource, keepLost) : undefined;
  }

  /** Begins to list and watch; what fails then is a remark. */
  start(): void {
    this.running = this.starts.map((start) => start());
  }

  /** When each first list is there or nothing is to be gained by waiting for it. */
  async settled(): Promise<void> {
    await Promise.all(this.settling);
  }

  current(): AddressOwners {
    const { clock } = this.settings.pace;
    const haveForgotten = [this.endedPods, this.lostEndpoints].map((ended) => ended.dropOld(clock.nowMs()));
    this.endedControllers.dropOld(clock.nowMs());
    this.isStale ||= haveForgotten.includes(true);
    const beganAtMs = clock.monotonicMs();
    if (!this.isStale || beganAtMs < this.composeAgainAtMs) return this.owners;
    this.isStale = false;
    this.owners = this.compose();
    // In a cluster of 100,000 pods something always changes, and laying the names out takes a good part of a second: a twentieth of the time is enough for it.
    const finishedAtMs = clock.monotonicMs();
    this.composeAgainAtMs = finishedAtMs + (finishedAtMs - beganAtMs) * 20;
    return this.owners;
  }

  remarks(): readonly string[] {
    return mirrorRemarks(
      this.settings.api.access.description,
      this.reports.map((report) => report()),
    );
  }

  async close(): Promise<void> {
    this.stop.abort();
    // Before it is waited for: a plug-in that somebody is asked by ends with it.
    this.settings.api.close();
    await Promise.allSettled(this.running);
  }

  private mirror<T extends { readonly namespace?: string; readonly name: string }>(
    resource: ClusterResource<T>,
    onChange: (before: T | undefined, after: T | undefined) => void,
    fieldSelector?: string,
  ): ResourceMirror<T> {
    const { api, pace } = this.settings;
    const mirror = new ResourceMirror<T>({
      api,
      resource,
      pace,
      ...(fieldSelector !== undefined && { fieldSelector }),
      onChange: (before, after) => {
        this.isStale = true;
        onChange(before, after);
      },
    });
    this.reports.push(() => ({ resource, state: mirror.state() }));
    this.starts.push(() => mirror.run(this.stop.signal));
    this.settling.push(mirror.settled);
    return mirror;
  }

  private compose(): AddressOwners {
    const { ownNode, podsOfNode } = this.settings;
    const controllers = [
      ...[...(this.replicaSets?.objects.values() ?? []), ...(this.jobs?.objects.values() ?? [])],
      ...this.endedControllers.values(),
    ];
    const nodes = [...this.nodes.objects.values()];
    const ended = ownersOfCluster({ ...noClusterObjects, pods: this.endedPods.values(), controllers }, { from }).claims;
    const owners = ownersOfCluster(
      {
        pods: [...this.pods.objects.values()],
        services: [...(this.services?.objects.values() ?? [])],
        nodes,
        endpointSlices: [...(this.slices?.objects.values() ?? [])],
        controllers,
      },
      { from, ended, ...(ownNode !== undefined && { ownNode }) },
    );
    if (podsOfNode === undefined) return owners;
    // Who knows every endpoint of the cluster knows of each address whether it is one.
    if (this.slices?.state().isComplete === true) return { ...owners, claims: [...owners.claims, ...this.lostClaims(owners)] };
    const own = nodes.find(({ name }) => name === podsOfNode);
    return ownersOfOwnNode(owners, own?.podNetworks ?? []);
  }

  private lostClaims({ claims }: AddressOwners): readonly AddressClaim[] {
    const known = new Set(claims.map(({ address }) => address));
    const byAddress = new Map<string, AddressClaim>();
    for (const { address, pod, lostAtMs } of this.lostEndpoints.values())
      if (!known.has(address)) byAddress.set(address, { ...endpointClaim(address, pod), untilMs: lostAtMs });
    return [...byAddress.values()];
  }
}

const from = "Kubernetes API";
/** Some 10 MB. */
const maximumEnded = 20_000;
