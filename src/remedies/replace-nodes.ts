/** Each of them brings room up before it takes any away: cordoning first would send the pods to nodes that are full as well. */
const drainOptions = "--ignore-daemonsets --delete-emptydir-data --timeout=15m";

/** A managed node group starts nodes of the new template first and drains the old ones after them by itself. */
export const rollNodeGroup: readonly string[] = [
  "aws eks update-nodegroup-version --cluster-name CLUSTER --nodegroup-name NODEGROUP --launch-template name=LAUNCH_TEMPLATE,version=TEMPLATE_VERSION",
  "aws eks wait nodegroup-active --cluster-name CLUSTER --nodegroup-name NODEGROUP",
];

export const replaceNodeGroupEks: readonly string[] = [
  "eksctl create nodegroup --cluster CLUSTER --name NEW_NODEGROUP --node-type INSTANCE_TYPE --nodes NODE_COUNT",
  "kubectl wait --for=condition=Ready node -l alpha.eksctl.io/nodegroup-name=NEW_NODEGROUP --timeout=15m",
  "kubectl cordon -l alpha.eksctl.io/nodegroup-name=OLD_NODEGROUP",
  `kubectl drain -l alpha.eksctl.io/nodegroup-name=OLD_NODEGROUP ${drainOptions}`,
  "eksctl delete nodegroup --cluster CLUSTER --name OLD_NODEGROUP",
];

export function replaceNodePoolAks(options = ""): readonly string[] {
  const extra = options === "" ? "" : ` ${options}`;
  return [
    `az aks nodepool add --resource-group RESOURCE_GROUP --cluster-name CLUSTER --name NEWPOOL --node-count NODE_COUNT --node-vm-size VM_SIZE${extra}`,
    "kubectl wait --for=condition=Ready node -l agentpool=NEWPOOL --timeout=15m",
    "kubectl cordon -l agentpool=OLDPOOL",
    `kubectl drain -l agentpool=OLDPOOL ${drainOptions}`,
    "az aks nodepool delete --resource-group RESOURCE_GROUP --cluster-name CLUSTER --name OLDPOOL",
  ];
}
