import type { ClusterController, ClusterPod, ControllerReference } from "../../model/cluster.ts";
import type { Workload } from "../../model/owner.ts";
import { cronJobOfJobName, deploymentOfReplicaSetName, workloadOfPodName } from "./workload-of-pod-name.ts";

/** Follows a pod's chain of owners up to what somebody wrote: Deployment, StatefulSet, DaemonSet, CronJob, Job, or a kind of an operator's own. */
export class WorkloadResolver {
  private readonly controllers: ReadonlyMap<string, ClusterController>;
  /** The pods of one workload share its object. */
  private readonly known = new Map<string, Workload>();

  constructor(controllers: readonly ClusterController[]) {
    this.controllers = new Map(
      controllers.map((controller) => [keyOf(controller.kind, controller.namespace, controller.name), controller]),
    );
  }

  workloadOf({ namespace, name, controller, isOwnerUnsaid }: ClusterPod): Workload | undefined {
    if (controller === undefined && isOwnerUnsaid) return workloadOfPodName(namespace, name);
    // kubelet names itself the owner of a static pod; what runs there is the pod.
    if (controller === undefined || controller.kind === "Node") return { kind: "Pod", namespace, name };
    const key = keyOf(controller.kind, namespace, controller.name);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const workload = this.topOf(namespace, controller);
    this.known.set(key, workload);
    return workload;
  }

  private topOf(namespace: string, reference: ControllerReference): Workload {
    let { kind, name } = reference;
    for (let steps = 0; steps < mostSteps; steps++) {
      const object = this.controllers.get(keyOf(kind, namespace, name));
      if (object === undefined) return inferred(namespace, kind, name);
      if (object.controller === undefined) break;
      ({ kind, name } = object.controller);
    }
    return { kind, namespace, name };
  }
}

/** ReplicaSet → Deployment → whatever an operator puts above it. Objects that own each other in a circle end here as well. */
const mostSteps = 8;

function inferred(namespace: string, kind: string, name: string): Workload {
  const deployment = kind === "ReplicaSet" ? deploymentOfReplicaSetName(name) : undefined;
  if (deployment !== undefined) return { kind: "Deployment", namespace, name: deployment };
  const cronJob = kind === "Job" ? cronJobOfJobName(name) : undefined;
  return cronJob === undefined ? { kind, namespace, name } : { kind: "CronJob", namespace, name: cronJob };
}

function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}
