import type { AddressOwners } from "../../model/address-owners.ts";

/** A list of pods does not say of which node a bundle is. */
export function ownNodeMarked(owners: AddressOwners, node: string | undefined): AddressOwners {
  if (node === undefined || owners.nodes.some(({ isOwn }) => isOwn)) return owners;
  return { ...owners, nodes: owners.nodes.map((one) => ({ ...one, isOwn: one.name === node })) };
}
