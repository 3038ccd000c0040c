import type { Workload } from "../../model/owner.ts";

/**
 * What runs a pod, where only its name is known and the name leaves no doubt. A name of the form `x-abcde` could be of a DaemonSet, a ReplicaSet or a
 * person's own choice, and `x-0` of a StatefulSet or of a static pod on a node whose name ends so: those stay unsaid.
 */
export function workloadOfPodName(namespace: string, podName: string): Workload | undefined {
  const [, controller] = randomSuffix.exec(podName) ?? [];
  if (controller === undefined) return undefined;
  const deployment = deploymentOfReplicaSetName(controller);
  if (deployment !== undefined) return { kind: "Deployment", namespace, name: deployment };
  const cronJob = cronJobOfJobName(controller);
  return cronJob === undefined ? undefined : { kind: "CronJob", namespace, name: cronJob };
}

/** `checkout` of `checkout-7d9f6b8c5`; undefined for a ReplicaSet whose name does not look as a Deployment makes it. */
export function deploymentOfReplicaSetName(name: string): string | undefined {
  return templateHash.exec(name)?.[1];
}

/** `backup` of `backup-29473920`; undefined for a Job that no CronJob made. */
export function cronJobOfJobName(name: string): string | undefined {
  return scheduledMinute.exec(name)?.[1];
}

// rand.SafeEncodeString and rand.String of k8s.io/apimachinery/pkg/util/rand leave out vowels and what looks like them, so that no word comes about.
const randomSuffix = /^(.+)-[bcdfghjklmnpqrstvwxz2456789]{5}$/;
// The hash is 32 bits in decimal before it is encoded: ten digits at most, and fewer than five once in 400,000 templates.
const templateHash = /^(.+)-[bcdfghjklmnpqrstvwxz2456789]{5,10}$/;
// Minutes since 1970 (getJobName of the CronJob controller since Kubernetes 1.21): eight digits from 1989 to 2160, and 2 or more at their beginning since 2008.
const scheduledMinute = /^(.+)-([2-9]\d{7})$/;
