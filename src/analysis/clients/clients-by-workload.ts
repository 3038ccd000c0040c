import { type Owner, ownerText, workloadText } from "../../model/owner.ts";
import type { TopItem } from "../../model/table-composition.ts";

/** Clients of one name together: what runs them, or whatever else has the address; an address without a name is one by itself. */
export interface NamedClient {
  readonly name: string;
  /** Most entries first; never empty. */
  readonly members: readonly [ClientMember, ...ClientMember[]];
  readonly entries: number;
  readonly share: number;
}

export interface ClientMember {
  readonly item: TopItem;
  readonly owner?: Owner;
}

/** Most entries first. */
export function clientsByWorkload(items: readonly TopItem[], owners: ReadonlyMap<string, Owner>): readonly NamedClient[] {
  const byName = new Map<string, [ClientMember, ...ClientMember[]]>();
  for (const item of items) {
    const owner = owners.get(item.key);
    const name = owner === undefined ? item.key : workloadText(owner);
    const member = { item, ...(owner === undefined ? {} : { owner }) };
    const others = byName.get(name);
    if (others === undefined) byName.set(name, [member]);
    else others.push(member);
  }
  return [...byName]
    .map(([name, members]) => ({
      ...{ name, members },
      entries: members.reduce((sum, { item }) => sum + item.entries, 0),
      share: members.reduce((sum, { item }) => sum + item.share, 0),
    }))
    .toSorted((left, right) => right.entries - left.entries);
}

/** How many pods, or whatever else stands under that name: one may have an address of each family. */
export function distinctOwners({ members }: NamedClient): number {
  return new Set(members.map(({ item, owner }) => (owner === undefined ? item.key : ownerText(owner)))).size;
}
