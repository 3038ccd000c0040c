import type { ClusterNode } from "../../model/cluster.ts";
import { canonicalAddress, canonicalAddresses, field, listField, textField } from "./json-fields.ts";

/** A node of v1; undefined where it has no name. Of its addresses those that are host names are left out. */
export function decodeNode(value: unknown): ClusterNode | undefined {
  const name = textField(field(value, "metadata"), "name");
  if (name === undefined) return undefined;
  const spec = field(value, "spec");
  return {
    name,
    addresses: canonicalAddresses(listField(field(value, "status"), "addresses").map((entry) => field(entry, "address"))),
    podNetworks: [...new Set([field(spec, "podCIDR"), ...listField(spec, "podCIDRs")].flatMap((range) => canonicalNetwork(range) ?? []))],
  };
}

function canonicalNetwork(range: unknown): string | undefined {
  if (typeof range !== "string") return undefined;
  const match = /^([0-9a-fA-F.:]{2,45})\/(\d{1,3})$/.exec(range);
  const address = canonicalAddress(match?.[1]);
  const length = Number(match?.[2]);
  return address !== undefined && length <= (address.includes(":") ? 128 : 32) ? `${address}/${length}` : undefined;
}
