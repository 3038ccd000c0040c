import type { AddressOwners } from "../../model/address-owners.ts";
import { type ClaimedTime, inOrder, ownerAt } from "../../model/claimed-times.ts";
import type { Owner } from "../../model/owner.ts";

/**
 * Whose each of these few addresses was at that moment. An `OwnerIndex` answers for a million rows; for a list of clients it would cost more to load and to
 * fill than to ask.
 */
export function ownersOfAddresses(
  { claims, nodes }: Pick<AddressOwners, "claims" | "nodes">,
  addresses: ReadonlySet<string>,
  atMs: number,
): ReadonlyMap<string, Owner> {
  const timesByAddress = new Map<string, ClaimedTime[]>();
  for (const [at, { address, sinceMs = Number.NEGATIVE_INFINITY, untilMs = Number.POSITIVE_INFINITY }] of claims.entries()) {
    if (!addresses.has(address)) continue;
    const time = { owner: at + 1, sinceMs, untilMs };
    const others = timesByAddress.get(address);
    if (others === undefined) timesByAddress.set(address, [time]);
    else others.push(time);
  }
  const owners = new Map<string, Owner>();
  for (const [address, times] of timesByAddress) {
    const claim = claims[ownerAt(inOrder(times), atMs) - 1];
    if (claim !== undefined) owners.set(address, claim.owner);
  }
  // What never leaves the node is its own, and what is a node's is no pod's.
  const own = nodes.find(({ isOwn }) => isOwn);
  if (own !== undefined)
    for (const address of addresses)
      if (address.startsWith("127.") || address === "::1") owners.set(address, { kind: "node", name: own.name });
  for (const { address, name } of nodes) if (addresses.has(address)) owners.set(address, { kind: "node", name });
  return owners;
}
