import assert from "node:assert/strict";
import { test } from "node:test";
import { type AddressOwners, noAddressOwners } from "../model/address-owners.ts";
import { mergedNames, settledNames } from "./merged-names.ts";
import type { NameSource } from "./name-source.ts";

const named = (name: string): AddressOwners => ({
  ...noAddressOwners,
  from: [name],
  claims: [{ address: "10.0.0.1", owner: { kind: "pod", name, namespace: "shop" } }],
});

test("the first source is believed, and the same object is given until one of them changes", () => {
  let owners = named("first");
  const changing: NameSource = { current: () => owners, remarks: () => ["the API server does not answer"], close: async () => {} };
  const names = mergedNames([changing, settledNames(named("second"), ["a line was not understood"])]);
  const before = names.current();
  assert.deepEqual([before.from, before.claims.map(({ owner }) => owner.name)], [["first", "second"], ["first"]]);
  assert.equal(names.current(), before);
  owners = named("third");
  assert.notEqual(names.current(), before);
  assert.deepEqual(names.current().from, ["third", "second"]);
  assert.deepEqual(names.remarks(), ["the API server does not answer", "a line was not understood"]);
});

test("no source has no names, and one source its own object", async () => {
  assert.deepEqual(mergedNames([]).current(), noAddressOwners);
  const owners = named("only");
  const names = mergedNames([settledNames(owners, [])]);
  assert.equal(names.current(), owners);
  await names.close();
});

test("closing closes every source", async () => {
  let closed = 0;
  const source: NameSource = { current: () => noAddressOwners, remarks: () => [], close: async () => void closed++ };
  await mergedNames([source, source]).close();
  assert.equal(closed, 2);
});
