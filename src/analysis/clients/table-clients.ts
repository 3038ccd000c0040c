import type { AddressOwners } from "../../model/address-owners.ts";
import { type Owner, workloadText } from "../../model/owner.ts";
import type { TopItem, TopList } from "../../model/table-composition.ts";
import { clientsByWorkload, type NamedClient } from "./clients-by-workload.ts";
import { ownersOfAddresses } from "./owners-of-addresses.ts";

/** The clients of a walked table by whose they are at that time. Without names each is its address. */
export class TableClients {
  readonly all: readonly NamedClient[];
  private readonly list: TopList;
  private readonly names: AddressOwners | undefined;
  private readonly atMs: number;
  private readonly owners: ReadonlyMap<string, Owner>;
  private unlisted: ReadonlySet<string> | undefined;

  constructor(list: TopList, names: AddressOwners | undefined, atMs: number) {
    this.list = list;
    this.names = names;
    this.atMs = atMs;
    const keys = new Set(list.items.map(({ key }) => key));
    this.owners = names === undefined ? new Map() : ownersOfAddresses(names, keys, atMs);
    this.all = this.groupOf(list.items);
  }

  get items(): readonly TopItem[] {
    return this.list.items;
  }

  /** Some of the clients, under the names that they have among all. */
  groupOf(items: readonly TopItem[]): readonly NamedClient[] {
    return clientsByWorkload(items, this.owners);
  }

  /** Whether it may have more entries: the list ends before some of its addresses. */
  isAtLeast({ name, members: [{ owner }] }: NamedClient): boolean {
    if (owner === undefined || this.list.distinct <= this.list.items.length) return false;
    this.unlisted ??= this.namesBehindTheList();
    return this.unlisted.has(name);
  }

  private namesBehindTheList(): ReadonlySet<string> {
    const { claims = [], nodes = [] } = this.names ?? {};
    const listed = new Set(this.list.items.map(({ key }) => key));
    const names = new Set<string>();
    for (const { address, owner, untilMs = Number.POSITIVE_INFINITY } of claims)
      if (untilMs > this.atMs && !listed.has(address)) names.add(workloadText(owner));
    for (const { address, name } of nodes) if (!listed.has(address)) names.add(workloadText({ kind: "node", name }));
    return names;
  }
}
