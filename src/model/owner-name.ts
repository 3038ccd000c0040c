import { type Owner, ownerText, workloadText } from "./owner.ts";

/** A workload, pod, service or node as a person names it: with its namespace and kind only where the name alone is not enough. */
export interface OwnerName {
  /** As Kubernetes or kubectl writes it, in either case. */
  readonly ownerKind?: string;
  /** `shop/checkout`, or `checkout` in whatever namespace. */
  readonly name: string;
}

/** `checkout`, `shop/checkout`, `deploy/shop/checkout` or, as screens have it, `Deployment shop/checkout`. */
export function parseOwnerName(text: string): OwnerName {
  const [, ownerKind, name = ""] = /^(?:([a-z]+)(?:\s+|\/(?=[^/]+\/[^/]+$)))?(\S.*)$/is.exec(text.trim()) ?? [];
  return { name, ...(ownerKind === undefined ? {} : { ownerKind }) };
}

/** The owner's own name, or that of what runs it; undefined where neither is meant. */
export function nameThatIsMeant(owner: Owner, wanted: OwnerName): string | undefined {
  return isNamed(wanted, owner.kind, owner) ? `${owner.kind} ${ownerText(owner)}` : workloadThatIsMeant(owner, wanted);
}

/** Of what figures are summed by: a pod's own name does not stand for all that its workload runs, and a service makes no connections. */
export function workloadThatIsMeant(owner: Owner, wanted: OwnerName): string | undefined {
  const { kind, workload } = owner;
  const isMeant = workload === undefined ? kind !== "service" && isNamed(wanted, kind, owner) : isNamed(wanted, workload.kind, workload);
  return isMeant ? workloadText(owner) : undefined;
}

interface Named {
  readonly namespace?: string;
  readonly name: string;
}

function isNamed({ ownerKind, name }: OwnerName, kind: string, { namespace, name: own }: Named): boolean {
  if (ownerKind !== undefined && fullKind(ownerKind) !== kind.toLowerCase()) return false;
  const wanted = name.toLowerCase();
  return wanted === own.toLowerCase() || (namespace !== undefined && wanted === `${namespace}/${own}`.toLowerCase());
}

function fullKind(kind: string): string {
  return shortKinds.get(kind.toLowerCase()) ?? kind.toLowerCase();
}

/** Undefined where kubectl has no shorter word for that kind. */
export function shortKind(kind: string): string | undefined {
  return shortOfFull.get(kind.toLowerCase());
}

/** As `kubectl api-resources` lists them. */
const shortKinds: ReadonlyMap<string, string> = new Map([
  ["po", "pod"],
  ["svc", "service"],
  ["no", "node"],
  ["deploy", "deployment"],
  ["rs", "replicaset"],
  ["sts", "statefulset"],
  ["ds", "daemonset"],
  ["cj", "cronjob"],
]);

const shortOfFull: ReadonlyMap<string, string> = new Map([...shortKinds].map(([short, full]) => [full, short]));
