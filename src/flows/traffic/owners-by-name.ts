import type { OwnerColumns } from "../owners/owner-columns.ts";
import type { OwnerNames } from "../owners/owner-numbers.ts";
import type { GroupCounter } from "./group-counter.ts";
import type { TrafficGroups } from "./traffic-groups.ts";

/** An owner that has entries in this table, on whichever side. */
export interface ActiveOwner {
  readonly number: number;
  readonly clientEntries: number;
  readonly serverEntries: number;
  readonly serviceEntries: number;
}

/** Of the many that a cluster has, those that this table knows. */
export function activeOwners({ size }: OwnerColumns, { clients, servers }: TrafficGroups, services: GroupCounter): readonly ActiveOwner[] {
  const active: ActiveOwner[] = [];
  for (let number = 1; number <= size; number++) {
    const clientEntries = clients.entriesOf(number);
    const serverEntries = servers.entriesOf(number);
    const serviceEntries = services.entriesOf(number);
    if (clientEntries + serverEntries + serviceEntries > 0) active.push({ number, clientEntries, serverEntries, serviceEntries });
  }
  return active;
}

/** Owners, and the names by which they go in one dimension: the pods of a workload go by one. */
export interface NamedOwners {
  readonly active: readonly ActiveOwner[];
  /** Undefined where nobody has a name. */
  readonly names: OwnerNames | undefined;
}

export interface OwnersOfName {
  readonly key: string;
  readonly asServer: number;
  /** Numbers of owners. */
  readonly members: readonly number[];
}

/** The names with the most entries, and how many there are: of thousands only those that are shown get all their figures. */
export function mostEntries(
  { active, names }: NamedOwners,
  limit: number,
  entriesOf: (owner: ActiveOwner) => number,
  asServerOf: (owner: ActiveOwner) => number = () => 0,
): { readonly distinct: number; readonly top: readonly OwnersOfName[] } {
  const { names: texts = [], nameOfOwner = [] } = names ?? {};
  const entries = new Float64Array(texts.length);
  const asServer = new Float64Array(texts.length);
  for (const owner of active) {
    const name = nameOfOwner[owner.number]!;
    entries[name]! += entriesOf(owner);
    asServer[name]! += asServerOf(owner);
  }
  const { distinct, best } = bestNames(texts, entries, asServer, limit);
  const members = new Map<number, number[]>(best.map((name) => [name, []]));
  for (const { number } of active) members.get(nameOfOwner[number]!)?.push(number);
  return { distinct, top: best.map((name) => ({ key: texts[name]!, asServer: asServer[name]!, members: members.get(name) ?? [] })) };
}

/** The numbers of the names that come first in the order of `inOrderOfEntries`, without sorting the thousands of others, and how many have anything at all. */
function bestNames(texts: readonly string[], entries: Float64Array, asServer: Float64Array, limit: number) {
  const order = (one: number, other: number) =>
    entries[other]! - entries[one]! || asServer[other]! - asServer[one]! || (texts[one]! < texts[other]! ? -1 : 1);
  const best: number[] = [];
  let distinct = 0;
  for (let name = 0; name < texts.length; name++) {
    if (entries[name]! + asServer[name]! === 0) continue;
    distinct++;
    if (best.length >= limit && order(best[best.length - 1]!, name) < 0) continue;
    let low = 0;
    let high = best.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (order(best[middle]!, name) < 0) low = middle + 1;
      else high = middle;
    }
    best.splice(low, 0, name);
    if (best.length > limit) best.pop();
  }
  return { distinct, best };
}
