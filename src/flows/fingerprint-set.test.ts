import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FingerprintSet, maxRemembered, noPlace } from "./fingerprint-set.ts";

test("tells first sight from repetition exactly, also where many crowd into few slots", () => {
  // The corners: the head that looks empty, and the last slot, from which the search goes on at the first.
  const high = fc.oneof(fc.constantFrom(0, 1, 2, 0xffff_ffff), fc.integer({ min: 0, max: 0xffff_ffff }));
  const low = fc.oneof(
    fc.constantFrom(0, 1, 0x1_0002, 0x2_0003, 0xffff_ffff, 0xffff_fffe, 0xfffe_fffd),
    fc.integer({ min: 0, max: 0xffff_ffff }),
  );
  const pairs = fc.array(fc.tuple(high, low), { maxLength: 300 });
  fc.assert(
    fc.property(pairs, pairs, (some, others) => {
      const set = new FingerprintSet(0);
      const truth = new Set<string>();
      for (const batch of [some, others, some]) {
        const isFirst = addPairs(set, batch);
        batch.forEach(([high, low], number) => {
          // An empty head is stored as 1: the two are one fingerprint by design.
          const key = `${high || 1}:${low}`;
          assert.equal(isFirst[number] === 1, !truth.has(key), key);
          truth.add(key);
        });
      }
      assert.equal(set.size, truth.size);
      assert.equal(set.unremembered, 0);
    }),
  );
});

test("filled to its last place it still finds all, and says what it could not take in", () => {
  const set = new FingerprintSet(100_000);
  const held = scattered(0, 100_000);
  const more = scattered(100_000, 5000);
  assert.equal(firstsIn(addPairs(set, held)), 100_000);
  assert.equal(firstsIn(addPairs(set, held)), 0);
  assert.equal(set.unremembered, 0);
  assert.equal(firstsIn(addPairs(set, more)), 5000);
  assert.equal(firstsIn(addPairs(set, more)), 5000, "what was not remembered is not recognised");
  assert.equal(firstsIn(addPairs(set, held)), 0, "what was remembered is");
  assert.deepEqual({ size: set.size, unremembered: set.unremembered }, { size: 100_000, unremembered: 10_000 });
});

test("without knowing what comes it takes in as many as it ever does", () => {
  const set = new FingerprintSet();
  for (let from = 0; from < maxRemembered; from += 500_000) assert.equal(firstsIn(addPairs(set, scattered(from, 500_000))), 500_000);
  assert.equal(set.unremembered, 0);
  addPairs(set, scattered(maxRemembered, 1));
  assert.equal(set.unremembered, 1);
});

function addPairs(set: FingerprintSet, pairs: readonly (readonly [number, number])[]): Uint8Array {
  const isFirst = new Uint8Array(pairs.length);
  const high = Uint32Array.from(pairs, ([word]) => word);
  const low = Uint32Array.from(pairs, ([, word]) => word);
  set.addAll(high, low, pairs.length, isFirst);
  return isFirst;
}

function firstsIn(isFirst: Uint8Array): number {
  return isFirst.reduce((sum, flag) => sum + flag, 0);
}

/** Distinct fingerprints that lie apart, as a hash gives them: the low word alone is a permutation of the number. */
function scattered(from: number, count: number): [number, number][] {
  return Array.from({ length: count }, (_, number) => [
    Math.imul(from + number, 0x85ebca6b) >>> 0,
    Math.imul(from + number, 0x9e3779b1) >>> 0,
  ]);
}

test("finds where each fingerprint stands, and that others do not", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 0xffff_ffff }), { minLength: 2, maxLength: 300 }), (numbers) => {
      const set = new FingerprintSet(1000);
      const high = Uint32Array.from(numbers, (number) => Math.imul(number, 0x9e3779b1));
      const low = Uint32Array.from(numbers);
      const half = numbers.length >> 1;
      const isFirst = new Uint8Array(numbers.length);
      const places = new Uint32Array(numbers.length);
      set.addAll(high, low, half, isFirst, places);
      assert.equal(new Set(places.subarray(0, half)).size, half);
      const rows = Uint32Array.from(numbers, (_, index) => index);
      const found = new Uint32Array(numbers.length);
      set.findAll(high, low, rows, found);
      assert.deepEqual(found.subarray(0, half), places.subarray(0, half));
      assert.ok(found.subarray(half).every((place) => place === noPlace));
      assert.ok(found.subarray(0, half).every((place) => place < set.places));
    }),
  );
});
