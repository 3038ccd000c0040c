import type { AddressClaim } from "../../model/address-owners.ts";
import { decodeTime } from "../kubernetes/decode-time.ts";
import { asObject, canonicalAddress, field, textField } from "../kubernetes/json-fields.ts";

/**
 * The addresses that the Amazon VPC network plug-in has given to pods of its node, and since when: by its introspection (`/v1/enis`) or by its checkpoint
 * (`/var/run/aws-node/ipam.json`). Pods on the host network have none of these. Empty for anything else.
 */
export function decodeIpamClaims(value: unknown): readonly AddressClaim[] {
  const allocations = field(value, "allocations");
  if (Array.isArray(allocations)) {
    return allocations
      .slice(0, mostClaims)
      .flatMap((entry) =>
        ["ipv4", "ipv6"].flatMap((family) =>
          claimOf(field(entry, family), field(entry, "metadata"), unixMs(field(entry, "allocationTimestamp"))),
        ),
      );
  }
  const claims: AddressClaim[] = [];
  // A pool of ENIs for each network card since 1.20; before, the pool itself is outermost.
  const pools = field(value, "ENIs") === undefined ? fieldsOf(value) : [value];
  for (const pool of pools)
    for (const card of fieldsOf(field(pool, "ENIs")))
      for (const range of [...fieldsOf(field(card, "AvailableIPv4Cidrs")), ...fieldsOf(field(card, "IPv6Cidrs"))])
        for (const entry of fieldsOf(field(range, "IPAddresses"))) {
          if (claims.length >= mostClaims) return claims;
          claims.push(...claimOf(field(entry, "Address"), field(entry, "IPAMMetadata"), decodeTime(field(entry, "AssignedTime")), entry));
        }
  return claims;
}

function claimOf(text: unknown, metadata: unknown, sinceMs: number | undefined, entry?: unknown): readonly AddressClaim[] {
  const address = canonicalAddress(text);
  const namespace = textField(metadata, "k8sPodNamespace");
  const name = textField(metadata, "k8sPodName");
  if (address === undefined || namespace === undefined || name === undefined) return [];
  const freedMs = decodeTime(field(entry, "UnassignedTime"));
  // Go writes the time that never was as the first of January of the year 1.
  const untilMs = freedMs !== undefined && freedMs > 0 ? freedMs : undefined;
  return [
    {
      ...{ address, owner: { kind: "pod", name, namespace } },
      ...(sinceMs === undefined || sinceMs <= 0 ? {} : { sinceMs }),
      ...(untilMs === undefined ? {} : { untilMs }),
    },
  ];
}

/** In nanoseconds since 1970. */
function unixMs(value: unknown): number | undefined {
  return typeof value === "number" && value > 0 ? Math.floor(value / 1e6) : undefined;
}

function fieldsOf(value: unknown): readonly unknown[] {
  return Object.values(asObject(value) ?? {});
}

/** A node has at most some hundred addresses for pods. */
const mostClaims = 20_000;
