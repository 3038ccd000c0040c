import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { KeyCounter } from "./key-counter.ts";

function countWith(maxExactKeys: number, keys: readonly number[]) {
  const counter = new KeyCounter(maxExactKeys);
  for (const key of keys) counter.add(key >>> 16, 7, 0xffff, key);
  return counter;
}

function exactCounts(keys: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

test("counts every key exactly while there are few enough of them", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 4000 }), (keys) => {
      const counted = countWith(262_144, keys).top(10_000);
      assert.equal(counted.exact, true);
      assert.equal(counted.errorBound, 0);
      assert.deepEqual(new Map(counted.items.map((item) => [item.words[3], item.count])), exactCounts(keys));
    }),
  );
});

test("lists the most frequent first and breaks ties by the key, whatever the order of arrival", () => {
  const forward = countWith(100, [5, 1, 9, 5, 9, 2]).top(3);
  const backward = countWith(100, [2, 9, 5, 9, 1, 5]).top(3);
  assert.deepEqual(
    forward.items.map((item) => [item.words[3], item.count]),
    [
      [5, 2],
      [9, 2],
      [1, 1],
    ],
  );
  // A key's number is its order of arrival, and all that differs.
  const words = (counts: typeof forward) => counts.items.map((item) => item.words);
  assert.deepEqual(words(forward), words(backward));
});

test("a list of no items is empty", () => {
  assert.deepEqual(countWith(100, [1, 2]).top(0).items, []);
});

test("beyond the exact limit no count is too low, and none is too high by more than the bound", () => {
  const frequent = Array.from({ length: 400 }, (_, index) => index % 4);
  const rare = Array.from({ length: 150_000 }, (_, index) => 1000 + index);
  const keys: number[] = [];
  rare.forEach((key, index) => {
    keys.push(key);
    if (index % 375 === 0) keys.push(frequent[index / 375]!);
  });
  const truth = exactCounts(keys);
  const counted = countWith(100_000, keys).top(50);
  assert.equal(counted.exact, false);
  assert.ok(counted.errorBound > 0);
  assert.ok(counted.distinct >= 100_000);
  for (const item of counted.items) {
    const real = truth.get(item.words[3]) ?? 0;
    assert.ok(item.count >= real, `${item.words[3]} counted ${item.count}, really ${real}`);
    assert.ok(item.count - real <= counted.errorBound, `${item.words[3]} off by ${item.count - real}, bound ${counted.errorBound}`);
  }
  assert.deepEqual(new Set(counted.items.slice(0, 4).map((item) => item.words[3])), new Set([0, 1, 2, 3]));
});

test("when the exact counters overflow, keys that were frequent before are still found", () => {
  const keys = [...Array.from({ length: 5000 }, () => 42), ...Array.from({ length: 70_000 }, (_, index) => 100 + index), 42];
  const [first] = countWith(66_000, keys).top(1).items;
  assert.equal(first?.words[3], 42);
  assert.equal(first?.count, 5001);
});
