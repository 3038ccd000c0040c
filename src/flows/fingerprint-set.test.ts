import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FingerprintSet } from "./fingerprint-set.ts";

test("tells first sight from repetition exactly, and grows as needed", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: -3, max: 40 }), fc.integer({ min: -3, max: 4000 })), { maxLength: 6000 }), (pairs) => {
      const set = new FingerprintSet();
      const truth = new Set<string>();
      for (const [high, low] of pairs) {
        const key = `${high >>> 0}:${low >>> 0}`;
        // All zeros is stored as (0, 1): the two are one fingerprint by design.
        const name = key === "0:0" ? "0:1" : key;
        assert.equal(set.add(high, low), !truth.has(name), key);
        truth.add(name);
      }
      assert.equal(set.size, truth.size);
    }),
  );
});

test("a set sized beforehand behaves like one that grew", () => {
  const sized = new FingerprintSet(50_000);
  const grown = new FingerprintSet();
  for (let number = 0; number < 50_000; number++) {
    const high = Math.imul(number % 30_000, 0x9e3779b1);
    assert.equal(sized.add(high, number % 30_000), grown.add(high, number % 30_000));
  }
  assert.equal(sized.size, 30_000);
});
