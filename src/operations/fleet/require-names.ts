import type { Endpoint } from "../../flows/parse-endpoint.ts";
import type { AddressOwners } from "../../model/address-owners.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { harmlessText } from "../../report/harmless-text.ts";

/** Where no names are known a name is at no place, and "not found" would be a lie. */
export function requireNames(endpoints: readonly Endpoint[], owners: AddressOwners): void {
  const named = endpoints.find(({ kind }) => kind === "name");
  if (named === undefined || owners.from.length > 0) return;
  throw new ToolFailure("bad-argument", `${harmlessText(named.text)}: no names are known for this table; give an address`, {
    next: "Call find_flow with an address, such as one that top_talkers gives with by=client.",
  });
}
