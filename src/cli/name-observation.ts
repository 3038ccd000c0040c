import { mergeAddressOwners } from "../flows/owners/merge-address-owners.ts";
import { type AddressOwners, noAddressOwners } from "../model/address-owners.ts";
import type { NodeSnapshot } from "../model/node-snapshot.ts";
import { isPresent } from "../model/reading.ts";
import { type NameOptions, type NamesTerminal, openNames } from "./name-options.ts";
import type { ObservedSide } from "./observe-side.ts";

/** An observation with the names that were asked for in front of its own, or without any. */
export async function nameObservation(side: ObservedSide, options: NameOptions, terminal: NamesTerminal): Promise<ObservedSide> {
  const { now } = side.observation;
  if (!options.names) {
    const { addressOwners: _, ...parts } = now.parts;
    return { ...side, observation: { ...side.observation, now: { ...now, parts } } };
  }
  const names = await openNames({ node: now.node, ...options }, undefined, terminal);
  try {
    const parts = { ...now.parts, addressOwners: mergedReading(now, names.current()) };
    return {
      ...side,
      observation: { ...side.observation, now: { ...now, parts } },
      remarks: [...side.remarks, ...names.remarks()],
    };
  } finally {
    await names.close();
  }
}

function mergedReading(now: NodeSnapshot, asked: AddressOwners) {
  const { addressOwners, localAddresses } = now.parts;
  const own = isPresent(addressOwners) ? addressOwners : undefined;
  // A bundle may say which addresses are its node's own without having any names.
  const nodes = isPresent(localAddresses) ? localAddresses.value.map((address) => ({ address, name: now.node, isOwn: true })) : [];
  const value = mergeAddressOwners([asked, own?.value ?? noAddressOwners, { ...noAddressOwners, nodes }]);
  const source = [...asked.from, ...(own === undefined ? [] : [own.source])].join(", ");
  const { remarks } = own ?? {};
  return { status: "present", value, source, takenAtMs: now.takenAtMs, ...(remarks === undefined ? {} : { remarks }) } as const;
}
