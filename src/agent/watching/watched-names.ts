import { mergeAddressOwners } from "../../flows/owners/merge-address-owners.ts";
import { type AddressOwners, noAddressOwners } from "../../model/address-owners.ts";
import type { NameSource } from "../../sources/name-source.ts";

/** The names that a cluster tells, with the node's own addresses. The same object as long as neither changes, since indexing them costs. */
export class WatchedNames {
  private readonly names: NameSource;
  private readonly node: string;
  private merged: { readonly from: AddressOwners; readonly addresses: string; readonly value: AddressOwners } | undefined;

  constructor(names: NameSource, node: string) {
    this.names = names;
    this.node = node;
  }

  current(localAddresses: readonly string[] = []): AddressOwners {
    const from = this.names.current();
    const addresses = localAddresses.join(" ");
    if (this.merged?.from !== from || this.merged.addresses !== addresses) {
      const nodes = localAddresses.map((address) => ({ address, name: this.node, isOwn: true }));
      this.merged = { from, addresses, value: mergeAddressOwners([from, { ...noAddressOwners, nodes }]) };
    }
    return this.merged.value;
  }

  remarks(): readonly string[] {
    return this.names.remarks();
  }
}
