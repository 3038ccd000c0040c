import type { AddressClaim } from "../../model/address-owners.ts";

/**
 * An address is one pod's at a time: of two that had it, the earlier one lost it by the time at which the later one began, whatever the list still says. A
 * claim whose beginning nobody knows stays as it is.
 */
export function closeOutlivedClaims(claims: readonly AddressClaim[]): readonly AddressClaim[] {
  const byAddress = new Map<string, number[]>();
  for (const [at, { address }] of claims.entries()) {
    const others = byAddress.get(address);
    if (others === undefined) byAddress.set(address, [at]);
    else others.push(at);
  }
  // Most addresses have one claim: nothing is copied for those.
  if (byAddress.size === claims.length) return claims;
  const closed = [...claims];
  for (const positions of byAddress.values()) {
    const dated = positions
      .flatMap((at) => {
        const sinceMs = claims[at]?.sinceMs;
        return sinceMs === undefined ? [] : [{ at, sinceMs }];
      })
      .sort((one, other) => one.sinceMs - other.sinceMs);
    for (const [index, { at, sinceMs }] of dated.entries()) {
      const next = dated.slice(index + 1).find((later) => later.sinceMs > sinceMs);
      const claim = closed[at];
      if (next === undefined || claim === undefined) continue;
      if (claim.untilMs === undefined || claim.untilMs > next.sinceMs) closed[at] = { ...claim, untilMs: next.sinceMs };
    }
  }
  return closed;
}
