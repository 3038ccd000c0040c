import assert from "node:assert/strict";
import { test } from "node:test";
import { StratifiedSample } from "./stratified-sample.ts";

function taken(every: number, count: number): readonly number[] {
  const sample = new StratifiedSample(every);
  return Array.from({ length: count }, (_, number) => number).filter(() => sample.takes());
}

test("of each block one is taken, whatever the size of the block", () => {
  for (const every of [1, 2, 3, 10, 1000]) {
    const blocks = taken(every, every * 50).map((number) => Math.floor(number / every));
    assert.deepEqual(
      blocks,
      Array.from({ length: 50 }, (_, block) => block),
    );
  }
});

test("what comes in a rhythm is seen in all of its parts alike", () => {
  const seen = [0, 0, 0, 0, 0];
  for (const number of taken(100, 100_000)) seen[number % 5]!++;
  for (const count of seen) assert.ok(count > 150 && count < 250, `${seen} of 1000, where each fifth should have some 200`);
});

test("two runs take the same", () => assert.deepEqual(taken(7, 1000), taken(7, 1000)));
