import type { NodeFacts } from "../../model/node-facts.ts";
import { type CauseId, isInTrouble, type LimitId, type LookAlikeId } from "../../model/verdict.ts";
import { byName } from "./by-name.ts";
import type { NodeCondition } from "./node-condition.ts";

/** What the nodes of a cluster have in common. */
export interface FleetReading {
  /** `cluster-wide`: most of those that answered are in the same trouble. `several`: more than one is. `individual`: one is. `unknown`: too few could be judged. */
  readonly kind: "cluster-wide" | "several" | "individual" | "none" | "unknown";
  readonly says: string;
  readonly limits: readonly Shared<LimitId>[];
  readonly causes: readonly Shared<CauseId>[];
  readonly lookAlikes: readonly Shared<LookAlikeId>[];
  /** Who holds a part of the tables of several of them, the most nodes first. */
  readonly workloads: readonly SharedWorkload[];
  /** What those in trouble are alike in, and the others are not. */
  readonly alikeIn: readonly Likeness[];
}

export interface Shared<Id> {
  readonly id: Id;
  readonly nodes: number;
  readonly names: readonly string[];
}

export interface SharedWorkload extends Shared<string> {
  readonly largestShare: number;
  readonly onNode: string;
}

export interface Likeness {
  readonly what: "zone" | "nodegroup" | "instance type" | "image";
  readonly value: string;
  /** Of that value: in trouble, and in all. */
  readonly inTrouble: number;
  readonly of: number;
  /** Of other values. */
  readonly elsewhere: number;
}

/** Of names a reader gets the first ones, and the number of all. */
const mostNames = 10;
const mostShared = 10;

export function readFleet(conditions: readonly NodeCondition[]): FleetReading {
  const inTrouble = conditions.filter(({ severity }) => isInTrouble(severity));
  const limits = sharedBy(inTrouble, ({ limit }) => (limit === "none" || limit === "unknown" ? [] : [limit]));
  const causes = sharedBy(inTrouble, ({ cause }) => (cause === undefined ? [] : [cause]));
  const lookAlikes = sharedBy(conditions, (condition) => condition.lookAlikes);
  const workloads = sharedWorkloads(inTrouble);
  const alikeIn = likenesses(conditions, inTrouble);
  const kind = kindOf(conditions, inTrouble, limits[0]?.nodes ?? 0);
  return {
    kind,
    says: sentence(kind, conditions, inTrouble, { limits, workloads, alikeIn }),
    limits,
    causes,
    lookAlikes,
    workloads,
    alikeIn,
  };
}

function kindOf(conditions: readonly NodeCondition[], inTrouble: readonly NodeCondition[], mostAlike: number): FleetReading["kind"] {
  if (inTrouble.length === 0) {
    const unknown = conditions.filter(({ severity }) => severity === "unknown").length;
    return conditions.length === 0 || unknown * 2 >= conditions.length ? "unknown" : "none";
  }
  if (inTrouble.length === 1) return "individual";
  return mostAlike >= 2 && mostAlike * 2 > conditions.length ? "cluster-wide" : "several";
}

function sharedBy<Id extends string>(
  conditions: readonly NodeCondition[],
  idsOf: (condition: NodeCondition) => readonly Id[],
): readonly Shared<Id>[] {
  const nodesOf = new Map<Id, string[]>();
  for (const condition of conditions) {
    for (const id of new Set(idsOf(condition))) {
      const names = nodesOf.get(id) ?? [];
      names.push(condition.facts.name);
      nodesOf.set(id, names);
    }
  }
  return [...nodesOf]
    .filter(([, names]) => names.length >= 2)
    .map(([id, names]) => ({ id, nodes: names.length, names: names.sort(byName).slice(0, mostNames) }))
    .sort((one, other) => other.nodes - one.nodes || byName(one.id, other.id))
    .slice(0, mostShared);
}

/** Names that were replaced mean another workload in each bundle. */
function sharedWorkloads(inTrouble: readonly NodeCondition[]): readonly SharedWorkload[] {
  const named = inTrouble.filter(({ isRedacted }) => !isRedacted);
  const shared = sharedBy(named, ({ workloads }) => workloads.flatMap(({ name, isAddress }) => (isAddress ? [] : [name])));
  return shared.map((one) => {
    const places = named.flatMap(({ facts, workloads }) =>
      workloads.filter(({ name }) => name === one.id).map(({ share }) => ({ share, node: facts.name })),
    );
    const largest = places.reduce((most, place) => (place.share > most.share ? place : most));
    return { ...one, largestShare: largest.share, onNode: largest.node };
  });
}

const dimensions = [
  { what: "zone", of: ({ zone }: NodeFacts) => zone },
  { what: "nodegroup", of: ({ nodegroup }: NodeFacts) => nodegroup },
  { what: "instance type", of: ({ instanceType }: NodeFacts) => instanceType },
  { what: "image", of: ({ image }: NodeFacts) => image },
] as const;

/** Only where all in trouble have one value, and there are others to tell it from. */
function likenesses(conditions: readonly NodeCondition[], inTrouble: readonly NodeCondition[]): readonly Likeness[] {
  if (inTrouble.length < 2) return [];
  return dimensions.flatMap(({ what, of }): readonly Likeness[] => {
    const values = new Set(inTrouble.map(({ facts }) => of(facts)));
    const [value] = values;
    if (values.size !== 1 || value === undefined) return [];
    const known = conditions.filter(({ facts }) => of(facts) !== undefined);
    const alike = known.filter(({ facts }) => of(facts) === value).length;
    const elsewhere = known.length - alike;
    return elsewhere === 0 ? [] : [{ what, value, inTrouble: inTrouble.length, of: alike, elsewhere }];
  });
}

function sentence(
  kind: FleetReading["kind"],
  conditions: readonly NodeCondition[],
  inTrouble: readonly NodeCondition[],
  { limits, workloads, alikeIn }: Pick<FleetReading, "limits" | "workloads" | "alikeIn">,
): string {
  const all = conditions.length;
  const [first] = inTrouble;
  if (all === 0) return "No node could be judged.";
  if (all === 1) return onlyNodeSentence(kind, conditions[0]);
  if (kind === "unknown") return `None of the ${all} nodes is seen to be in trouble, but half of them or more could not be judged.`;
  if (kind === "none") return `None of the ${all} nodes that could be asked is in trouble.`;
  if (kind === "individual")
    return `One of ${all} nodes is in trouble, ${first?.facts.name}: this is that node's matter and not the cluster's.`;
  const [limit] = limits;
  const [workload] = workloads;
  const [likeness] = alikeIn;
  const begin =
    limit === undefined
      ? `${inTrouble.length} of ${all} nodes are in trouble, and no two of them at the same limit.`
      : `${inTrouble.length} of ${all} nodes are in trouble, ${limit.nodes} of them at the same limit, ${limit.id}${kind === "cluster-wide" ? ": a matter of the cluster and not of a node" : ""}.`;
  const whose =
    workload === undefined
      ? " No workload was found in the tables of two of them."
      : ` ${workload.id} is in the tables of ${workload.nodes} of them, with up to ${Math.round(workload.largestShare * 100)} % (${workload.onNode}).`;
  const where =
    likeness === undefined
      ? ""
      : ` All of them have ${likeness.what} ${likeness.value} (${likeness.inTrouble} of ${likeness.of} there, none of ${likeness.elsewhere} elsewhere).`;
  return begin + whose + where;
}

/** Of one node nothing follows for a cluster. */
function onlyNodeSentence(kind: FleetReading["kind"], only: NodeCondition | undefined): string {
  if (kind === "unknown") return "The only node could not be judged.";
  if (kind === "none") return "The only node that could be asked is not in trouble.";
  return `The only node, ${only?.facts.name}, is in trouble: there is no other to compare it with.`;
}
