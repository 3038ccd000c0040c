import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { OwnerIndex } from "../../flows/owners/owner-index.ts";
import { type AddressClaim, noAddressOwners } from "../../model/address-owners.ts";
import { ownersOfAddresses } from "./owners-of-addresses.ts";

const moment = fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined });
const address = fc.constantFrom("10.0.0.1", "10.0.0.2", "fd00::1", "127.0.0.1", "192.168.0.1");
const anyClaims = fc.array(
  fc.record({ address, name: fc.constantFrom("a", "b"), sinceMs: moment, lastsMs: moment }).map(
    ({ address: claimed, name, sinceMs, lastsMs }): AddressClaim => ({
      ...{ address: claimed, owner: { kind: "pod", name, namespace: "shop" } },
      ...(sinceMs === undefined ? {} : { sinceMs }),
      ...(sinceMs === undefined || lastsMs === undefined ? {} : { untilMs: sinceMs + lastsMs }),
    }),
  ),
  { maxLength: 6 },
);
const anyNodes = fc.array(fc.record({ address, name: fc.constantFrom("n1", "n2"), isOwn: fc.boolean() }), { maxLength: 2 });

test("a few addresses that are asked about have the owners that the index of a whole table gives them", () => {
  const asked = ["10.0.0.1", "10.0.0.2", "fd00::1", "127.0.0.2", "192.168.0.1", "203.0.113.1"];
  fc.assert(
    fc.property(anyClaims, anyNodes, fc.integer({ min: -10, max: 250 }), (claims, nodes, atMs) => {
      // Two nodes with one address contradict each other: there is no right answer to compare.
      fc.pre(new Set(nodes.map(({ address: node }) => node)).size === nodes.length);
      const owners = { ...noAddressOwners, claims: claims.filter(({ address: claimed }) => claimed !== "127.0.0.1"), nodes };
      const found = ownersOfAddresses(owners, new Set(asked), atMs);
      const index = new OwnerIndex(owners, 300);
      for (const one of asked) assert.deepEqual(found.get(one), index.whose(one, undefined, atMs)?.owner, one);
    }),
  );
});
