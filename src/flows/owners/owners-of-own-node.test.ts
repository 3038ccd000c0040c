import assert from "node:assert/strict";
import { test } from "node:test";
import { type AddressClaim, noAddressOwners } from "../../model/address-owners.ts";
import { OwnerIndex } from "./owner-index.ts";
import { ownersOfOwnNode } from "./owners-of-own-node.ts";

const claim = (address: string, untilMs?: number): AddressClaim => ({
  ...{ address, owner: { kind: "pod", name: "web-1", namespace: "shop" } },
  ...(untilMs === undefined ? {} : { untilMs }),
});

for (const [what, address, networks, mayBeElsewhere] of [
  ["within the node's range", "10.0.1.7", ["10.0.1.0/24"], undefined],
  ["at the end of it", "10.0.1.255", ["10.0.1.0/24"], undefined],
  ["behind the end of it", "10.0.2.0", ["10.0.1.0/24"], true],
  ["before it", "10.0.0.255", ["10.0.1.0/24"], true],
  ["within a range that ends within a byte", "10.0.1.130", ["10.0.1.128/26"], undefined],
  ["outside of that", "10.0.1.200", ["10.0.1.128/26"], true],
  ["of the second range", "fd00:1::7", ["10.0.1.0/24", "fd00:1::/64"], undefined],
  ["outside of the second range", "fd00:1:0:1::7", ["10.0.1.0/24", "fd00:1::/64"], true],
  ["where the cluster gives the node no range", "10.0.1.7", [], true],
  ["where the range is none that can be read", "10.0.1.7", ["10.0.1.0/99"], true],
] as const)
  test(`a pod that ended at an address ${what} ${mayBeElsewhere === true ? "may be elsewhere" : "is gone"}`, () => {
    const owners = ownersOfOwnNode({ ...noAddressOwners, claims: [claim(address, 5000), claim(address)] }, networks);
    assert.deepEqual(
      owners.claims.map((one) => one.mayBeElsewhere),
      [mayBeElsewhere, undefined],
    );
    assert.equal(owners.isOfOwnNodeOnly, true);
    // What a table is composed by says the same.
    const index = new OwnerIndex({ ...owners, claims: owners.claims.slice(0, 1) }, 9000);
    assert.equal(index.whose(address)?.hasEnded, mayBeElsewhere !== true);
  });
