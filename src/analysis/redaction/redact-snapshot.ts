import type { AddressOwners } from "../../model/address-owners.ts";
import type { NodeSnapshot } from "../../model/node-snapshot.ts";
import type { TextRedactor } from "./text-redactor.ts";

/** Tells the redactor the names that a snapshot holds, so that they are found in every other text as well. */
export function learnNamesOf(snapshot: NodeSnapshot, redactor: NameLearner): void {
  redactor.learnNames([snapshot.node]);
  const { namespaces, podNetworks, addressOwners } = snapshot.parts;
  if (namespaces?.status === "present") redactor.learnCommands(namespaces.value.map(({ command }) => command));
  if (podNetworks?.status === "present") {
    // Where no pod is known the name is a program's.
    const pods = podNetworks.value.filter(({ namespace }) => namespace !== undefined);
    redactor.learnNames(pods.flatMap(({ name, namespace = name }) => [name, namespace]));
    redactor.learnCommands(podNetworks.value.flatMap(({ name, namespace }) => (namespace === undefined ? [name] : [])));
  }
  if (addressOwners?.status === "present") learnOwners(addressOwners.value, redactor);
}

type NameLearner = Pick<TextRedactor, "learnNames" | "learnCommands">;

function learnOwners({ claims, services, nodePorts, nodes, sockets, hostPods = [] }: AddressOwners, redactor: NameLearner): void {
  redactor.learnNames(nodes.map(({ name }) => name));
  for (const owner of [...[...claims, ...services, ...nodePorts, ...sockets].map((one) => one.owner), ...hostPods]) {
    const { kind, name, namespace = name, workload } = owner;
    if (kind === "process" || kind === "unit" || kind === "infrastructure") redactor.learnCommands([name]);
    else redactor.learnNames([name, namespace, ...(workload === undefined ? [] : [workload.name, workload.namespace])]);
  }
}

/** The snapshot with every string redacted that is not a word of our own vocabulary; numbers, and with them the verdict, stay. */
export function redactSnapshot(snapshot: NodeSnapshot, redactor: TextRedactor): NodeSnapshot {
  // The walk changes strings and keys that are addresses, and no shape: what goes in as a snapshot comes out as one.
  return redactValue(snapshot, "", redactor) as NodeSnapshot;
}

/** Fields whose strings are chosen by us or by the kernel. */
const vocabulary = new Set([
  ...["status", "kind", "origin", "by", "state", "driver", "release", "mode", "family", "outcome", "events"],
  // Of the cloud's catalogue.
  ...["provider", "instanceType", "zone"],
]);

function redactValue(value: unknown, field: string, redactor: TextRedactor): unknown {
  if (typeof value === "string") return redactString(value, field, redactor);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, field === "modules" ? "module" : field, redactor));
  if (typeof value !== "object" || value === null) return value;
  // A module's name is the kernel's.
  if (field === "module") return value;
  if (field === "owner" || field === "workload" || field === "nodes" || field === "hostPods") return redactOwner(value, redactor);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [redactor.address(key) ?? key, redactValue(inner, key, redactor)]));
}

/** Whole names, whatever is in them; what is only known by its address is called by that. */
function redactOwner(owner: object, redactor: TextRedactor): object {
  return Object.fromEntries(
    Object.entries(owner).map(([field, value]: [string, unknown]) => {
      if (typeof value !== "string") return [field, redactValue(value, field, redactor)];
      if (field === "kind") return [field, value];
      return [
        field,
        redactor.address(value) ?? (/\.(?:service|scope|slice)$/.test(value) ? redactor.fileName(value) : redactor.host(value)),
      ];
    }),
  );
}

function redactString(text: string, field: string, redactor: TextRedactor): string {
  if (vocabulary.has(field)) return text;
  switch (field) {
    case "node":
      return redactor.host(text);
    case "command":
      return redactor.name(text);
    case "interfaceName":
      return redactor.interfaceName(text);
    case "message":
      return redactor.kernelMessage(text);
    default:
      return redactor.text(text);
  }
}
