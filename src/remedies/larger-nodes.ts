import { counterAtRest } from "./counter-at-rest.ts";
import { nextLimit } from "./next-limit.ts";
import type { PlanDraft, Remedy, Situation } from "./remedy.ts";
import { stands } from "./remedy.ts";
import { replaceNodeGroupEks, replaceNodePoolAks } from "./replace-nodes.ts";
import { hostOf } from "./situation-readings.ts";

interface NodeGroupRow {
  readonly name: string;
  readonly title: string;
  readonly cloud: "aws" | "azure";
  readonly owner: string;
  readonly commands: readonly string[];
  readonly undo: readonly string[];
}

const rows: readonly NodeGroupRow[] = [
  {
    name: "eks",
    title: "Move to larger instances (EKS)",
    cloud: "aws",
    owner: "the node group (eksctl, CloudFormation or Terraform): change it where it is declared",
    commands: [
      "aws ec2 describe-instance-types --instance-types INSTANCE_TYPE --query 'InstanceTypes[].NetworkInfo.[NetworkPerformance,MaximumNetworkInterfaces]'",
      ...replaceNodeGroupEks,
    ],
    undo: [
      "kubectl uncordon -l alpha.eksctl.io/nodegroup-name=OLD_NODEGROUP",
      "eksctl delete nodegroup --cluster CLUSTER --name NEW_NODEGROUP",
    ],
  },
  {
    name: "aks",
    title: "Move to larger nodes (AKS)",
    cloud: "azure",
    owner: "the node pool: change it where it is declared",
    commands: replaceNodePoolAks(),
    undo: [
      "kubectl uncordon -l agentpool=OLDPOOL",
      "az aks nodepool delete --resource-group RESOURCE_GROUP --cluster-name CLUSTER --name NEWPOOL",
    ],
  },
];

export const largerNodes: readonly Remedy[] = rows.map((row) => ({
  id: `larger-nodes-${row.name}`,
  title: row.title,
  kind: "change",
  when: "long-term",
  rating: "RED",
  why: "The provider's allowances of connections, packets, bandwidth and DNS grow with the size of the instance, and no setting of the node reaches them. More memory also holds a larger table.",
  helpsAgainst: [
    "kernel-and-instance",
    "instance-allowance",
    "bandwidth-throttled",
    "packet-rate-throttled",
    "kernel-table-full",
    "kernel-table-evicting",
    "pod-table-full",
  ],
  doesNotHelpAgainst: ["snat-ports", "hash-undersized"],
  plan: (situation) => largerNodesPlan(row, situation),
}));

function largerNodesPlan(row: NodeGroupRow, situation: Situation): PlanDraft | undefined {
  if (hostOf(situation).cloud !== row.cloud) return undefined;
  const isProvidersLimit = (["kernel-and-instance", "instance-allowance", "bandwidth-throttled", "packet-rate-throttled"] as const).some(
    (id) => stands(situation, id),
  );
  // A kernel table that can grow where it is needs no other node.
  if (!isProvidersLimit && nextLimit(situation) !== undefined) return undefined;
  return {
    because: isProvidersLimit
      ? "What is short belongs to the instance, and only another instance has more of it."
      : "The limit cannot be raised by a useful amount in this node's memory.",
    commands: row.commands,
    verify: [...allowancesAtRest(situation), "on a new node: ullage diagnose"],
    undo: row.undo,
    owner: row.owner,
    caution:
      "New nodes first, then cordon, then drain: the other way round the pods go to nodes that are full as well. Draining ends pods and deletes their emptyDir volumes; PodDisruptionBudgets are kept. Providers publish no table of connection limits: measure conntrack_allowance_available on one new node before the old ones go. The undo works as long as the old group is there.",
  };
}

function allowancesAtRest(situation: Situation): readonly string[] {
  return [
    ...(stands(situation, "bandwidth-throttled")
      ? [
          "bw_in_allowance_exceeded and bw_out_allowance_exceeded must stop rising: ullage check --only bandwidth-in-allowance,bandwidth-out-allowance --window 10",
        ]
      : []),
    ...(stands(situation, "packet-rate-throttled")
      ? ["pps_allowance_exceeded must stop rising: ullage check --only packet-rate-allowance --window 10"]
      : []),
    ...(situation.verdict.limit === "none" || situation.verdict.limit === "unknown" ? [] : counterAtRest(situation)),
  ];
}
