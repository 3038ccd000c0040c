import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type AddressClaim, noAddressOwners } from "../../model/address-owners.ts";
import { flowBatchOf } from "../flow-row.case.ts";
import { OwnerIndex } from "../owners/owner-index.ts";
import { flowOfRow } from "./flow-of-row.ts";
import { OwnerHistory } from "./owner-history.ts";

const moment = fc.option(fc.integer({ min: 0, max: 100_000 }), { nil: undefined });
const address = "10.0.0.1";
const anyClaims = fc.array(
  fc.record({ name: fc.constantFrom("a", "b", "c"), sinceMs: moment, lastsMs: moment }).map(
    ({ name, sinceMs, lastsMs }): AddressClaim => ({
      ...{ address, owner: { kind: "pod", name, namespace: "shop" } },
      ...(sinceMs === undefined ? {} : { sinceMs }),
      ...(sinceMs === undefined || lastsMs === undefined ? {} : { untilMs: sinceMs + lastsMs }),
    }),
  ),
  { minLength: 1, maxLength: 5 },
);

test("a single entry that is looked for and a million that are counted are given to the same owner", () => {
  const flow = flowOfRow(flowBatchOf([{ from: address, to: "10.9.9.9" }]), 0);
  fc.assert(
    fc.property(anyClaims, fc.integer({ min: -1000, max: 250_000 }), (claims, atMs) => {
      const owners = { ...noAddressOwners, claims };
      const counted = new OwnerIndex(owners, 300_000).whose(address, undefined, atMs)?.owner;
      const found = new OwnerHistory(owners).ownerOf(flow, "client", { atMs, isKnown: true }).owner;
      assert.deepEqual(found, counted);
    }),
  );
});
