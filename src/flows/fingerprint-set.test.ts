import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FingerprintSet } from "./fingerprint-set.ts";

test("tells first sight from repetition exactly, and grows as needed", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: -3, max: 40 }), fc.integer({ min: -3, max: 4000 })), { maxLength: 6000 }), (pairs) => {
      const set = new FingerprintSet();
      const truth = new Set<string>();
      const isFirst = new Uint8Array(pairs.length);
      for (let from = 0; from < pairs.length; from += 700) {
        const some = pairs.slice(from, from + 700);
        set.addAll(
          Uint32Array.from(some, ([high]) => high),
          Uint32Array.from(some, ([, low]) => low),
          some.length,
          isFirst.subarray(from),
        );
      }
      pairs.forEach(([high, low], number) => {
        const key = `${high >>> 0}:${low >>> 0}`;
        // All zeros is stored as (0, 1): the two are one fingerprint by design.
        const name = key === "0:0" ? "0:1" : key;
        assert.equal(isFirst[number] === 1, !truth.has(name), key);
        truth.add(name);
      });
      assert.equal(set.size, truth.size);
    }),
  );
});

test("a set sized beforehand behaves like one that grew", () => {
  const high = Uint32Array.from({ length: 50_000 }, (_, number) => Math.imul(number % 30_000, 0x9e3779b1));
  const low = Uint32Array.from({ length: 50_000 }, (_, number) => number % 30_000);
  const outcomes = [new FingerprintSet(50_000), new FingerprintSet()].map((set) => {
    const isFirst = new Uint8Array(50_000);
    set.addAll(high, low, 50_000, isFirst);
    return { size: set.size, isFirst };
  });
  assert.equal(outcomes[0]?.size, 30_000);
  assert.deepEqual(outcomes[0], outcomes[1]);
});
