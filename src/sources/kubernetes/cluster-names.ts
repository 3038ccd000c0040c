import { ownersOfCluster } from "../../flows/owners/owners-of-cluster.ts";
import { type AddressOwners, noAddressOwners } from "../../model/address-owners.ts";
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
import { type MirrorReport, mirrorRemarks } from "./mirror-remarks.ts";
import type { Pace } from "./pace.ts";
import { ResourceMirror } from "./resource-mirror.ts";

export interface ClusterNamesSettings {
  readonly api: KubernetesApi;
  readonly pace: Pace;
  /** Where only the pods of one node are wanted. */
  readonly podsOfNode?: string;
  readonly ownNode?: string;
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
  private readonly services: ResourceMirror<ClusterService>;
  private readonly nodes: ResourceMirror<ClusterNode>;
  private readonly replicaSets: ResourceMirror<ClusterController>;
  private readonly jobs: ResourceMirror<ClusterController>;
  private readonly slices: ResourceMirror<EndpointSlice> | undefined;
  private readonly endedPods: EndedObjects<ClusterPod>;
  private readonly endedControllers: EndedObjects<ClusterController>;
  private running: readonly Promise<void>[] = [];
  private owners: AddressOwners = noAddressOwners;
  private isStale = true;
  private composeAgainAtMs = Number.NEGATIVE_INFINITY;

  constructor(settings: ClusterNamesSettings) {
    const { podsOfNode, endpointSlices, keepEndedMs, pace } = settings;
    this.settings = settings;
    this.endedPods = new EndedObjects({ keepMs: keepEndedMs, maximum: maximumEnded });
    this.endedControllers = new EndedObjects({ keepMs: keepEndedMs, maximum: maximumEnded });
    this.pods = this.mirror(
      podResource,
      (before, after) => {
        const nowMs = pace.clock.nowMs();
        const ended = endedPod(before, after, nowMs);
        if (ended !== undefined) this.endedPods.add(ended, nowMs);
      },
      podsOfNode === undefined ? undefined : `spec.nodeName=${podsOfNode}`,
    );
    this.services = this.mirror(serviceResource, () => {});
    this.nodes = this.mirror(nodeResource, () => {});
    // A Deployment that is deleted takes its ReplicaSets along, before or after the last pod.
    const keepController = (before: ClusterController | undefined, after: ClusterController | undefined) => {
      if (before !== undefined && after === undefined) this.endedControllers.add(before, pace.clock.nowMs());
    };
    this.replicaSets = this.mirror(replicaSetResource, keepController);
    this.jobs = this.mirror(jobResource, keepController);
    this.slices = endpointSlices ? this.mirror(endpointSliceResource, () => {}) : undefined;
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
    const hasForgotten = this.endedPods.dropOld(clock.nowMs());
    this.endedControllers.dropOld(clock.nowMs());
    this.isStale ||= hasForgotten;
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
    const { ownNode } = this.settings;
    const controllers = [...this.replicaSets.objects.values(), ...this.jobs.objects.values(), ...this.endedControllers.values()];
    const ended = ownersOfCluster({ ...noClusterObjects, pods: this.endedPods.values(), controllers }, { from }).claims;
    return ownersOfCluster(
      {
        pods: [...this.pods.objects.values()],
        services: [...this.services.objects.values()],
        nodes: [...this.nodes.objects.values()],
        endpointSlices: [...(this.slices?.objects.values() ?? [])],
        controllers,
      },
      { from, ended, ...(ownNode !== undefined && { ownNode }) },
    );
  }
}

const from = "Kubernetes API";
/** Some 10 MB. */
const maximumEnded = 20_000;
