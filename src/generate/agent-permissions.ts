import type { Collector } from "../collectors/collector.ts";

/** What the agent asks of a node and of a cluster, where no collector says so; the chart and the systemd unit are held to it by test/deploy. */

export type CapabilityName = NonNullable<Collector["capability"]>["name"];

export interface CapabilityGrant {
  /** Of what the agent does beside reading. */
  readonly alsoGives?: string;
  /** What else whoever takes over the process could do with it. */
  readonly reaches: string;
  /** Given always, by a value of the chart, or never because something else does. */
  readonly chart: "always" | { readonly value: string } | { readonly instead: string };
}

export const capabilityGrants = {
  CAP_NET_ADMIN: {
    alsoGives: "with `--exempt-port`: the agent's own nftables table",
    reaches: "every setting of the node's network; the kernel has no smaller right for reading the table",
    chart: "always",
  },
  CAP_SYSLOG: {
    reaches: "the kernel's log with its addresses, and clearing it, which the agent never asks for",
    chart: "always",
  },
  CAP_SYS_PTRACE: {
    reaches: "memory, environment and files of every process of the node",
    chart: { value: "namespaceNames" },
  },
  CAP_DAC_READ_SEARCH: {
    reaches: "every file that can be reached, whoever it belongs to",
    chart: { instead: "the agent has uid 0, to whom /proc/slabinfo belongs" },
  },
} as const satisfies Record<CapabilityName, CapabilityGrant>;

export interface ClusterPermission {
  readonly apiGroup: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** In this namespace alone. */
  readonly namespace?: string;
  readonly what: string;
  readonly without: string;
  /** The values of the chart that must all be true. */
  readonly values: readonly string[];
}

export const clusterPermissions: readonly ClusterPermission[] = [
  {
    apiGroup: "",
    resources: ["pods", "services"],
    verbs: ["list", "watch"],
    what: 'names of addresses. RBAC cannot say "pods of your own node": the token may list those of the whole cluster, the agent asks for its node\'s',
    without: "names come from the node's own /proc",
    values: ["inCluster"],
  },
  {
    apiGroup: "",
    resources: ["nodes"],
    verbs: ["get", "list", "watch"],
    what: "of its own node: its addresses, the range of its pods, and the identity that Events and the condition are about",
    without: "nodes are addresses; Events are found by the node's name only",
    values: ["inCluster"],
  },
  {
    apiGroup: "discovery.k8s.io",
    resources: ["endpointslices"],
    verbs: ["list", "watch"],
    what: "whether an endpoint on another node is gone",
    without: "stale endpoints are told for the node's own pods only",
    values: ["inCluster", "watchEndpoints"],
  },
  {
    apiGroup: "events.k8s.io",
    resources: ["events"],
    verbs: ["create", "patch"],
    // Events about what is in no namespace, as a Node is, are kept in this one (validateEvent in pkg/apis/core/validation/events.go).
    namespace: "default",
    what: "Events of the Node. A ValidatingAdmissionPolicy holds each agent to its own",
    without: "the verdict stands in metrics, API and log alone",
    values: ["inCluster", "kubernetesEvents"],
  },
  {
    apiGroup: "",
    resources: ["nodes/status"],
    verbs: ["patch"],
    what: 'the condition ConntrackPressure. RBAC cannot say "your own node": the ValidatingAdmissionPolicy does',
    without: "the Node has no such condition",
    values: ["inCluster", "nodeCondition"],
  },
  {
    apiGroup: "authentication.k8s.io",
    resources: ["tokenreviews"],
    verbs: ["create"],
    what: "whose token a caller of the API shows",
    without: "one shared token, or no API off the node",
    values: ["inCluster", "api.onNodeAddress.enabled", "api.onNodeAddress.kubernetesAuth"],
  },
  {
    apiGroup: "authorization.k8s.io",
    resources: ["subjectaccessreviews"],
    verbs: ["create"],
    what: "whether that caller may ask",
    without: "one shared token, or no API off the node",
    values: ["inCluster", "api.onNodeAddress.enabled", "api.onNodeAddress.kubernetesAuth"],
  },
];
