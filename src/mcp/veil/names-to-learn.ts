import type { NodeSnapshot } from "../../model/node-snapshot.ts";
import type { Owner } from "../../model/owner.ts";
import type { Diagnosis } from "../../model/verdict.ts";

/** Pods and workloads beside their namespaces: a short name is known by the other. */
export function pairsOfSnapshot({ parts: { podNetworks, addressOwners } }: NodeSnapshot): readonly string[] {
  const networks = podNetworks?.status === "present" ? podNetworks.value : [];
  return [...networks.map(({ name, namespace }) => pairOf({ name, namespace })), ...pairsOfOwners(addressOwners)];
}

function pairsOfOwners(owners: NodeSnapshot["parts"]["addressOwners"]): readonly string[] {
  if (owners?.status !== "present") return [];
  const { claims, services, nodePorts, sockets, hostPods = [] } = owners.value;
  const all: readonly Owner[] = [...[...claims, ...services, ...nodePorts, ...sockets].map(({ owner }) => owner), ...hostPods];
  return all.flatMap((owner) => [pairOf(owner), ...(owner.workload === undefined ? [] : [pairOf(owner.workload)])]);
}

export function namesOfDiagnosis({ node, culprits, victims, verdict }: Diagnosis): readonly (string | undefined)[] {
  return [
    node,
    ...culprits.flatMap(({ name, pod }) => [name, pod]),
    ...victims.flatMap(({ name, namespace }) => [pairOf({ name, namespace }), name]),
    ...verdict.causes.flatMap(({ workload, pod }) => [workload, pod]),
  ];
}

/** Folders and files of logs are named for pods, and the collectors' own for nodes. */
export function namesOfPath(path: string): readonly (string | undefined)[] {
  return path.split("/").flatMap((segment) => {
    const [, namespace, pod] = /^([a-z0-9-]+)_([a-z0-9.-]+)_[0-9a-f-]{4,36}$/.exec(segment) ?? [];
    const [, podOfLog, namespaceOfLog] = /^([a-z0-9.-]+)_([a-z0-9-]+)_[a-z0-9-]+-[0-9a-f]{12,64}\.log/.exec(segment) ?? [];
    const [, named] = /^(?:node|pod|aws)_([a-z0-9.-]+)$/.exec(segment) ?? [];
    // A short one stands beside the other's, and is known by it.
    const pair = namespace === undefined ? undefined : `${namespace}_${pod}`;
    return [namespace, pod, podOfLog, namespaceOfLog, named?.replace(/\.(?:txt|json|log)$/, ""), pair];
  });
}

/** What a log line or JSON calls a pod or a node by its key. */
export function quotedNames(text: string): readonly string[] {
  if (!text.includes('"')) return [];
  return [...text.matchAll(quotedName)].flatMap(([, log, json]) => log ?? json ?? []).filter(isName);
}

const quotedName =
  /\b(?:pods?|namespace|node|nodeName|podName|hostname|cluster|err\.node)="([^"\n]{1,300})"|"(?:pod|namespace|node|nodeName|podName|hostname|cluster|clusterName)"\s*:\s*"([^"\n]{1,300})"/g;

/** As Kubernetes and hosts have them: an underscore is in the names of counters and sysctls alone. */
function isName(text: string): boolean {
  return (
    /^[A-Za-z0-9][A-Za-z0-9.:/-]{2,252}$/.test(text) && !/^\d{4}-\d\d-\d\dT/.test(text) && !/^(?:eth|ens|eno|enp|bond|lo)\d*$/.test(text)
  );
}

function pairOf({ name, namespace }: { readonly name: string; readonly namespace?: string | undefined }): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
