import type { ClusterNodeFacts } from "../../model/node-facts.ts";
import { field, listField, textField } from "./json-fields.ts";

/** The first that is there is taken; those in use before Kubernetes 1.17 come last. */
const zoneLabels = ["topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"];
const typeLabels = ["node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type"];
const nodegroupLabels = [
  "eks.amazonaws.com/nodegroup",
  "alpha.eksctl.io/nodegroup-name",
  "karpenter.sh/nodepool",
  "cloud.google.com/gke-nodepool",
  "kubernetes.azure.com/agentpool",
];
const imageLabels = ["eks.amazonaws.com/nodegroup-image"];

/** A node of v1, as far as it says what it is; undefined where it has no name. */
export function decodeNodeFacts(value: unknown): ClusterNodeFacts | undefined {
  const metadata = field(value, "metadata");
  const name = textField(metadata, "name");
  if (name === undefined) return undefined;
  const labels = field(metadata, "labels");
  const labelled = (names: readonly string[]) => names.map((label) => textField(labels, label)).find((text) => text !== undefined);
  const status = field(value, "status");
  const provider = providerOf(textField(field(value, "spec"), "providerID", longestProviderId));
  const zone = labelled(zoneLabels) ?? provider.zone;
  const nodegroup = labelled(nodegroupLabels);
  const instanceType = labelled(typeLabels);
  const image = labelled(imageLabels) ?? textField(field(status, "nodeInfo"), "osImage");
  const isReady = readinessOf(status);
  return {
    name,
    ...(provider.instanceId === undefined ? {} : { instanceId: provider.instanceId }),
    ...(zone === undefined ? {} : { zone }),
    ...(nodegroup === undefined ? {} : { nodegroup }),
    ...(instanceType === undefined ? {} : { instanceType }),
    ...(image === undefined ? {} : { image }),
    ...(isReady === undefined ? {} : { isReady }),
  };
}

/** `aws:///eu-west-1a/i-0123456789abcdef0`; other clouds call their instances in ways that nobody asks for them by. */
function providerOf(providerId: string | undefined): { readonly zone?: string; readonly instanceId?: string } {
  const [, zone = "", instanceId] = /^aws:\/\/[^/]*\/([^/]*)\/(i-[0-9a-f]{6,32})$/.exec(providerId ?? "") ?? [];
  return instanceId === undefined ? {} : { instanceId, ...(zone === "" ? {} : { zone }) };
}

/** `Unknown` is what the cluster says of a node that it has not heard from: not ready. */
function readinessOf(status: unknown): boolean | undefined {
  const ready = listField(status, "conditions").find((condition) => field(condition, "type") === "Ready");
  const said = textField(ready, "status");
  return said === undefined ? undefined : said === "True";
}

const longestProviderId = 512;
