import type { AddressOwners } from "../../model/address-owners.ts";
import { type AddressWords, parseAddress } from "../../model/ip-address.ts";
import { type Network, parseNetwork } from "../flow-filter.ts";

/**
 * Names of one node's pods alone, marked for what they cannot tell: that an address is nobody's any more. A pod that ended here is known to be gone only where its
 * address is of the ranges that the cluster gave to this very node; any other address may be given to another node's pod.
 */
export function ownersOfOwnNode(owners: AddressOwners, podNetworks: readonly string[]): AddressOwners {
  const networks = podNetworks.flatMap((network) => parseNetwork(network) ?? []);
  const isOfThisNode = (address: string) => {
    const words = parseAddress(address);
    return words !== undefined && networks.some((network) => holds(network, words));
  };
  return {
    ...owners,
    claims: owners.claims.map((claim) =>
      claim.untilMs === undefined || isOfThisNode(claim.address) ? claim : { ...claim, mayBeElsewhere: true },
    ),
    isOfOwnNodeOnly: true,
  };
}

function holds({ words, prefixBits }: Network, address: AddressWords): boolean {
  return words.every((word, index) => {
    const bits = Math.min(Math.max(prefixBits - index * 32, 0), 32);
    // A shift by 32 shifts by nothing.
    return bits === 0 || (word ^ (address[index] ?? 0)) >>> (32 - bits) === 0;
  });
}
