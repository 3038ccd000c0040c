import assert from "node:assert/strict";
import { test } from "node:test";
import { EstablishedCountdowns } from "./established-timeout.ts";

function visited(remainders: readonly number[]): readonly (readonly [number, number])[] {
  const countdowns = new EstablishedCountdowns();
  for (const remaining of remainders) countdowns.add(remaining);
  const minutes: [number, number][] = [];
  countdowns.forEach((remaining, entries) => {
    minutes.push([remaining, entries]);
  });
  return minutes;
}

test("countdowns are kept by the minute that they end in", () => {
  assert.deepEqual(visited([]), []);
  assert.deepEqual(visited([0, 1, 60, 61, 300, 301, 431_940, 431_941, 432_000]), [
    [0, 1],
    [60, 2],
    [120, 1],
    [300, 1],
    [360, 1],
    [431_940, 1],
    [432_000, 2],
  ]);
});

const cases = [
  { what: "the busiest stand just below kube-proxy's day", remainders: [86_399, 50_000], configured: 86_400 },
  { what: "exactly at the kernel's default", remainders: [432_000], configured: 432_000 },
  { what: "a minute below a known value is not near", remainders: [86_340], configured: undefined },
  { what: "a second nearer is", remainders: [86_341], configured: 86_400 },
  { what: "one stands above every known value", remainders: [86_399, 432_001], configured: undefined },
  { what: "nothing", remainders: [], configured: undefined },
] as const;

for (const { what, remainders, configured } of cases) {
  test(`the timeout that the countdowns tell: ${what}`, () => {
    const countdowns = new EstablishedCountdowns();
    for (const remaining of remainders) countdowns.add(remaining);
    assert.equal(countdowns.inferConfigured(), configured);
  });
}
