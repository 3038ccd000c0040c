/** What runs pods, at the top of the chain of owners: the Deployment of a ReplicaSet, the CronJob of a Job; a bare pod is its own. */
export interface Workload {
  /** In Kubernetes's own word: Deployment, StatefulSet, DaemonSet, CronJob, Job, Node, Pod … */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Whose an address or a socket is. */
export interface Owner {
  /**
   * `container` is a pod or container whose name no cluster told, `unit` one of systemd, `process` anything else that runs here; `infrastructure` is what the
   * cluster itself sends between nodes and to its pods, whoever wrote the packet: tunnels and probes.
   */
  readonly kind: "pod" | "service" | "node" | "container" | "unit" | "process" | "infrastructure";
  /** Its own name, without its namespace. */
  readonly name: string;
  readonly namespace?: string;
  readonly workload?: Workload;
}

/** `shop/checkout-7d9f6-x2x4q`, or the bare name of what has no namespace. */
export function ownerText({ namespace, name }: Owner): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** What figures are summed by: the workload, or the owner itself where nothing runs it. One text everywhere: screens, JSON and the arguments of commands. */
export function workloadText(owner: Owner): string {
  const { workload } = owner;
  return workload === undefined ? `${owner.kind} ${ownerText(owner)}` : `${workload.kind} ${workload.namespace}/${workload.name}`;
}

/** The namespace of what runs here outside of the cluster is none. */
export function namespaceText({ namespace }: Owner): string {
  return namespace ?? "(node)";
}

/** What the cluster itself needs, and no application: tunnels, probes, and whatever runs in a namespace of the system. */
export function isInfrastructure({ kind, namespace }: Owner): boolean {
  return kind === "infrastructure" || (namespace !== undefined && systemNamespaces.has(namespace));
}

/** `DaemonSet kube-system/cilium (infrastructure)`; a name that says so itself does not say it twice. */
export function infrastructureText(name: string): string {
  return name.startsWith("infrastructure ") ? name : `${name} (infrastructure)`;
}

/** Namespaces of what keeps a cluster running. */
const systemNamespaces: ReadonlySet<string> = new Set([
  "kube-system",
  "kube-public",
  "kube-node-lease",
  "calico-system",
  "tigera-operator",
  "cilium",
  "gke-managed-system",
]);
