import type { AddressOwners } from "../../model/address-owners.ts";
import type { Flow } from "../../model/flow.ts";
import { parseAddress } from "../../model/ip-address.ts";
import type { Owner } from "../../model/owner.ts";
import { nameThatIsMeant, type OwnerName } from "../../model/owner-name.ts";
import type { WantedEnd } from "../find-flows.ts";
import type { Place } from "./end-matcher.ts";
import { endOf, type FlowEnd } from "./flow-end.ts";
import type { EndOwner } from "./owner-history.ts";

export interface WantedName extends OwnerName {
  readonly port?: number;
}

export interface NamedPlaces extends WantedEnd {
  /** What has that name, with how many addresses: `Deployment shop/checkout`. */
  readonly meant: readonly { readonly name: string; readonly addresses: number }[];
}

/**
 * The addresses that a name stands for. One that was given from pod to pod counts for an entry only if it was the wanted one's at that time, which `ownerOf`
 * says.
 */
export function placesOfName(
  owners: AddressOwners,
  wanted: WantedName,
  ownerOf: (flow: Flow, end: FlowEnd) => EndOwner,
): NamedPlaces | undefined {
  const places: Place[] = [];
  const addressesByName = new Map<string, Set<string>>();
  const add = (owner: Owner, address: string, place: Omit<Place, "network">) => {
    const words = parseAddress(address);
    const name = nameThatIsMeant(owner, wanted);
    if (name === undefined || words === undefined) return;
    if (wanted.port !== undefined && place.port !== undefined && place.port !== wanted.port) return;
    addressesByName.set(name, (addressesByName.get(name) ?? new Set()).add(address));
    places.push({ ...place, ...(wanted.port === undefined ? {} : { port: wanted.port }), network: { words, prefixBits: 128 } });
  };
  const ownAddresses = owners.nodes.filter(({ isOwn }) => isOwn).map(({ address }) => address);
  for (const { address, owner } of owners.claims) add(owner, address, {});
  for (const { address, owner, port, protocol } of owners.services) add(owner, address, { port, protocol });
  for (const { address, name } of owners.nodes) add({ kind: "node", name }, address, {});
  for (const { owner, port, protocol } of [...owners.nodePorts, ...owners.sockets])
    for (const address of ownAddresses) add(owner, address, { port, protocol });
  if (places.length === 0) return undefined;
  const shared = sharedAddresses(owners, wanted);
  return {
    places,
    meant: [...addressesByName].map(([name, addresses]) => ({ name, addresses: addresses.size })),
    ...(shared.size === 0
      ? {}
      : {
          isMeant: (flow, end) => {
            if (!shared.has(endOf(flow, end).address)) return true;
            const { owner, others } = ownerOf(flow, end);
            return [...(owner === undefined ? [] : [owner]), ...others].some((one) => nameThatIsMeant(one, wanted) !== undefined);
          },
        }),
  };
}

/** Addresses that the wanted one had, and another as well. */
function sharedAddresses({ claims }: AddressOwners, wanted: WantedName): ReadonlySet<string> {
  const wantedOnes = new Set(claims.filter(({ owner }) => nameThatIsMeant(owner, wanted) !== undefined).map(({ address }) => address));
  const shared = claims.filter(({ address, owner }) => wantedOnes.has(address) && nameThatIsMeant(owner, wanted) === undefined);
  return new Set(shared.map(({ address }) => address));
}
