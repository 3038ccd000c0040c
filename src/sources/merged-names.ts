import { mergeAddressOwners } from "../flows/owners/merge-address-owners.ts";
import { type AddressOwners, noAddressOwners } from "../model/address-owners.ts";
import type { NameSource } from "./name-source.ts";

/** Several sources as one, the first believed where two speak of the same. It is laid together again only when one of them has something else to say. */
export function mergedNames(sources: readonly NameSource[]): NameSource {
  let parts: readonly AddressOwners[] = [];
  let merged: AddressOwners = noAddressOwners;
  return {
    current() {
      const current = sources.map((source) => source.current());
      if (current.length === parts.length && current.every((owners, at) => owners === parts[at])) return merged;
      parts = current;
      merged = mergeAddressOwners(current);
      return merged;
    },
    remarks: () => [...new Set(sources.flatMap((source) => source.remarks()))],
    async close() {
      await Promise.all(sources.map((source) => source.close()));
    },
  };
}

/** Names that stay as they are. */
export function settledNames(owners: AddressOwners, remarks: readonly string[]): NameSource {
  return { current: () => owners, remarks: () => remarks, close: async () => {} };
}
