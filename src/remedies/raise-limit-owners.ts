import { countText } from "../model/count-text.ts";
import { counterAtRest } from "./counter-at-rest.ts";
import { instanceCeiling } from "./instance-ceiling.ts";
import { editKubeProxyConfig, setConfigLine, undoKubeProxyConfig } from "./kube-proxy-config.ts";
import { type LimitOwner, limitOwners } from "./limit-owner.ts";
import { memoryCaution, type NextLimit, nextLimit } from "./next-limit.ts";
import type { PlanDraft, Remedy, Situation } from "./remedy.ts";
import { replaceNodePoolAks, rollNodeGroup } from "./replace-nodes.ts";
import { hostOf, partOf } from "./situation-readings.ts";

interface OwnerRow {
  readonly owner: LimitOwner;
  readonly title: string;
  readonly rating: Remedy["rating"];
  readonly why: string;
  /** Ends the sentence "owner: …". */
  readonly owns: string;
  draft(limit: NextLimit, situation: Situation): Pick<PlanDraft, "commands" | "undo"> & { readonly caution: string };
}

/** The AKS API accepts netNetfilterNfConntrackMax from 131,072 to 2,097,152 and buckets from 65,536 to 524,288 (the bounds in its schema). */
const aksLargestLimit = 2_097_152;
const aksLargestBuckets = 524_288;

/** kube-proxy's default for conntrack.maxPerCore since 1.4. */
const defaultMaxPerCore = 32_768;
const defaultMin = 131_072;

const rows: readonly OwnerRow[] = [
  {
    owner: "kube-proxy",
    title: "Raise the limit in kube-proxy's ConfigMap",
    rating: "YELLOW",
    why: "kube-proxy writes nf_conntrack_max = max(conntrack.min, conntrack.maxPerCore × cores) each time it starts; a value set anywhere else is overwritten then. Its rules stay in place while it restarts.",
    owns: "kube-proxy: conntrack.min and conntrack.maxPerCore in its ConfigMap, for every node of the cluster",
    draft: ({ next }, situation) => ({
      commands: editKubeProxyConfig(situation, setConfigLine("min", String(next))),
      undo: undoKubeProxyConfig,
      caution: `${arithmetic(next, situation)} With maxPerCore 0 kube-proxy leaves the limit alone and ignores min, and the machine's own configuration counts. The ConfigMap is for all node pools; an update of a managed kube-proxy add-on can put its own back. From Kubernetes 1.36 on what is reckoned from cores is capped at 1,048,576. If the difference is empty, there is no line \`min:\` yet: add it under \`conntrack:\`.${hostOf(situation).cloud === "google" ? " On GKE kube-proxy is a static pod without a ConfigMap: there it is linuxConfig.sysctl of the node pool." : ""}`,
    }),
  },
  {
    owner: "nodeadm",
    title: "Raise the limit in the user data of the node group (AL2023, nodeadm)",
    rating: "RED",
    why: "Nodes of Amazon Linux 2023 are set up by nodeadm, whose NodeConfig has no field for sysctls; a shell script beside it in the same multi-part user data has.",
    owns: "the launch template of the node group: its user data",
    draft: (limit) => ({
      commands: [
        "# One more part of the node group's multi-part user data, beside the NodeConfig:",
        ...userDataPart(limit),
        "# Then, with the new version of the launch template:",
        ...rollNodeGroup,
      ],
      undo: ["# Take the part out of the user data again, then:", ...rollNodeGroup],
      caution: "Only new nodes have it. Where kube-proxy runs it must have conntrack.maxPerCore 0, or it overwrites this when it starts.",
    }),
  },
  {
    owner: "bottlerocket",
    title: "Raise the limit in Bottlerocket's settings",
    rating: "RED",
    why: "Bottlerocket has no sysctl.d; its settings.kernel.sysctl are applied at boot.",
    owns: "Bottlerocket: settings.kernel.sysctl in the user data",
    draft: ({ next, buckets }) => ({
      commands: [
        "# In the node group's user data (TOML):",
        "[settings.kernel.sysctl]",
        `"net.netfilter.nf_conntrack_max" = "${next}"`,
        ...(buckets === undefined ? [] : [`"net.netfilter.nf_conntrack_buckets" = "${buckets.next}"`]),
        "# Then, with the new version of the launch template:",
        ...rollNodeGroup,
      ],
      undo: ["# Take the lines out of the user data again, then:", ...rollNodeGroup],
      caution:
        "Only new nodes have it. Where kube-proxy runs, its configuration file wins over its flags (bottlerocket issue 4221): conntrack.maxPerCore must be 0 in the ConfigMap, or it overwrites this.",
    }),
  },
  {
    owner: "karpenter",
    title: "Raise the limit in Karpenter's EC2NodeClass",
    rating: "RED",
    why: "Karpenter merges spec.userData of the EC2NodeClass into what each node starts with, and replaces nodes that differ from it.",
    owns: "Karpenter: spec.userData of the EC2NodeClass",
    draft: (limit) => ({
      commands: [
        "kubectl get ec2nodeclass NODECLASS -o yaml > nodeclass-before.yaml",
        "kubectl edit ec2nodeclass NODECLASS",
        "# For amiFamily AL2023, in addition to what spec.userData holds:",
        "  userData: |",
        ...multiPart(limit).map((line) => (line === "" ? "" : `    ${line}`)),
        "kubectl get nodeclaims -w",
      ],
      undo: ["sed '/^  resourceVersion:/d' nodeclass-before.yaml | kubectl replace -f -"],
      caution:
        "Karpenter takes the change as drift and replaces every node of the class, as fast as the NodePools' disruption budgets allow. Where kube-proxy runs it must have conntrack.maxPerCore 0. For amiFamily Bottlerocket the user data is TOML instead: settings.kernel.sysctl.",
    }),
  },
  {
    owner: "aks",
    title: "Raise the limit in a new AKS node pool",
    rating: "RED",
    why: "AKS takes sysctls when a node pool is created and at no other time, and starts kube-proxy with --conntrack-max-per-core=0, so that they stand.",
    owns: "AKS: linuxOSConfig.sysctls.netNetfilterNfConntrackMax of the node pool",
    draft: ({ current, next, buckets }) => ({
      commands: [
        `printf '%s\\n' '${aksConfig(Math.min(next, aksLargestLimit), buckets?.next)}' > linuxosconfig.json`,
        ...replaceNodePoolAks("--linux-os-config ./linuxosconfig.json"),
      ],
      undo: [
        "kubectl uncordon -l agentpool=OLDPOOL",
        "az aks nodepool delete --resource-group RESOURCE_GROUP --cluster-name CLUSTER --name NEWPOOL",
      ],
      caution: `AKS takes at most ${countText(aksLargestLimit)}; this node has ${countText(current)}. Read the value back on a new node before the old ones are drained. The undo works as long as the old pool is there.`,
    }),
  },
  {
    owner: "sysctl",
    title: "Raise the limit in sysctl.d",
    rating: "YELLOW",
    why: "Where nothing else writes nf_conntrack_max, a file in sysctl.d is what the next start reads. The module has to be loaded by then, or the line is passed over.",
    owns: "the node's own sysctl.d, where neither kube-proxy nor a provider writes the limit",
    draft: ({ next, buckets }) => ({
      commands: [
        "grep -rs nf_conntrack_max /etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /lib/sysctl.d",
        "echo nf_conntrack > /etc/modules-load.d/nf_conntrack.conf",
        `printf '%s\\n' ${sysctlLines(next, buckets?.next).join(" ")} > /etc/sysctl.d/99-conntrack.conf`,
        "sysctl -p /etc/sysctl.d/99-conntrack.conf",
      ],
      undo: [
        "rm /etc/sysctl.d/99-conntrack.conf /etc/modules-load.d/nf_conntrack.conf",
        "# and the present value back as in raise-limit-at-once",
      ],
      caution:
        "A later file that names the same key wins: the first command shows them. It is overwritten when a kube-proxy starts on this node.",
    }),
  },
];

export const raiseLimitOwners: readonly Remedy[] = rows.map((row) => ({
  id: `raise-limit-${row.owner}`,
  title: row.title,
  kind: "change",
  when: "long-term",
  rating: row.rating,
  why: row.why,
  helpsAgainst: [
    "kernel-and-instance",
    "kernel-table-full",
    "kernel-table-evicting",
    "pod-table-full",
    "approaching-limit",
    "table-too-small",
  ],
  doesNotHelpAgainst: ["instance-allowance", "snat-ports", "bpf-map-full", "hash-undersized", "none", "unknown"],
  plan: (situation) => ownerPlan(row, situation),
}));

function ownerPlan(row: OwnerRow, situation: Situation): PlanDraft | undefined {
  const limit = nextLimit(situation);
  const owners = limitOwners(situation);
  if (limit === undefined || !owners.includes(row.owner)) return undefined;
  // A bound that is not above the present limit would lower it.
  if (row.owner === "aks" && limit.current >= aksLargestLimit) return undefined;
  const { commands, undo, caution } = row.draft(limit, situation);
  return {
    because: `${countText(limit.next)} instead of ${countText(limit.current)} has to be set where the limit is written.${whichOwner(row.owner, owners)}${instanceCeiling(situation)}`,
    commands,
    memoryBytes: limit.tableBytes,
    verify: [
      "sysctl net.netfilter.nf_conntrack_max on the node, after its owner has restarted, must say the number set",
      ...counterAtRest(situation),
    ],
    undo,
    owner: row.owns,
    caution: `${caution} ${memoryCaution(limit)}`,
  };
}

/** Where several owners are possible the reader is told how to find out. */
function whichOwner(owner: LimitOwner, owners: readonly LimitOwner[]): string {
  if (owners.length === 1) return "";
  const finds: Readonly<Record<LimitOwner, string>> = {
    "kube-proxy": "This is the place if `kubectl -n kube-system get daemonset kube-proxy` finds it",
    sysctl: "This is the place if `kubectl -n kube-system get daemonset kube-proxy` finds nothing and the node belongs to no managed pool",
    nodeadm: "This is the place if the node has /etc/eks/nodeadm and no label karpenter.sh/nodepool",
    bottlerocket: "This is the place if `kubectl get node -o wide` names Bottlerocket as the node's system",
    karpenter: "This is the place if the node has the label karpenter.sh/nodepool",
    aks: "This is the place if the node has the label kubernetes.azure.com/agentpool",
  };
  return ` ${finds[owner]}.`;
}

function arithmetic(next: number, situation: Situation): string {
  const cores = partOf(situation, "resources")?.cpus;
  if (cores === undefined) return `max(min ${next}, maxPerCore × cores) is what it writes.`;
  const { maxPerCore, min } = partOf(situation, "limitConfiguration")?.kubeProxy ?? {};
  const perCore = maxPerCore ?? defaultMaxPerCore;
  const byCores = perCore * cores;
  const before = min ?? defaultMin;
  return `With ${maxPerCore === undefined ? "the default maxPerCore" : "its maxPerCore"} it writes max(min ${next}, ${perCore} × ${cores} cores = ${byCores}) = ${Math.max(next, byCores)}; with ${min === undefined ? "the default" : "its present"} min of ${before} that is ${Math.max(before, byCores)}.`;
}

function sysctlLines(next: number, buckets: number | undefined): readonly string[] {
  return [
    `'net.netfilter.nf_conntrack_max = ${next}'`,
    ...(buckets === undefined ? [] : [`'net.netfilter.nf_conntrack_buckets = ${buckets}'`]),
  ];
}

function userDataPart({ next, buckets }: NextLimit): readonly string[] {
  return [
    "--CONNTRACK",
    'Content-Type: text/x-shellscript; charset="us-ascii"',
    "",
    "#!/bin/bash",
    "modprobe nf_conntrack",
    `printf '%s\\n' ${sysctlLines(next, buckets?.next).join(" ")} > /etc/sysctl.d/99-conntrack.conf`,
    "sysctl -p /etc/sysctl.d/99-conntrack.conf",
  ];
}

function multiPart(limit: NextLimit): readonly string[] {
  return ["MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="CONNTRACK"', "", ...userDataPart(limit), "", "--CONNTRACK--"];
}

function aksConfig(next: number, buckets: number | undefined): string {
  const sysctls = {
    netNetfilterNfConntrackMax: next,
    ...(buckets === undefined ? {} : { netNetfilterNfConntrackBuckets: Math.min(buckets, aksLargestBuckets) }),
  };
  return JSON.stringify({ sysctls });
}
