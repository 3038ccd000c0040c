import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { WalkPace } from "./walk-pace.ts";

const paceOf = (budget = 0.02, leastSeconds = 10) => new WalkPace({ budget, leastSeconds });
const rounded = (seconds: number) => Math.round(seconds * 10) / 10;

for (const [what, cost, interval] of [
  ["a small table is walked as often as it makes sense", 0.04, 10],
  ["a table of a quarter of a million is walked every minute", 1, 50],
  ["a table of a million is walked every few minutes", 4, 200],
] as const) {
  test(what, () => {
    const pace = paceOf();
    assert.equal(pace.secondsUntilDue(1000), 0);
    pace.walked(cost, 1000);
    assert.equal(rounded(pace.intervalSeconds()), interval);
    assert.equal(rounded(pace.secondsUntilDue(1000)), interval);
    assert.equal(rounded(pace.secondsUntilDue(1000 + interval * 1000)), 0);
  });
}

test("what everything else takes is taken off, and leaves a quarter to walks at the least", () => {
  const modest = paceOf();
  const greedy = paceOf();
  for (let second = 0; second <= 1000; second += 10) {
    modest.observe(second * 0.01, second * 1000);
    greedy.observe(second * 0.9, second * 1000);
  }
  modest.walked(1, 1_000_000);
  greedy.walked(1, 1_000_000);
  assert.equal(rounded(modest.intervalSeconds()), 100);
  assert.equal(rounded(greedy.intervalSeconds()), 200);
});

test("the time of walks themselves is not counted among the others", () => {
  const pace = paceOf();
  let total = 0;
  for (let second = 0; second <= 1000; second += 50) {
    pace.walked(1, second * 1000);
    total += 1;
    pace.observe(total, second * 1000);
  }
  assert.equal(rounded(pace.intervalSeconds()), 50);
});

test("who asks may go ahead of the pace twice, and then waits until that is saved up", () => {
  const pace = paceOf();
  pace.walked(1, 0);
  for (let ahead = 0; ahead < 2; ahead++) {
    assert.equal(pace.secondsUntilAllowed(0), 0);
    pace.walked(1, 0);
  }
  assert.equal(rounded(pace.secondsUntilAllowed(0)), 50);
  assert.equal(pace.secondsUntilAllowed(50_000), 0);
  assert.equal(rounded(pace.secondsUntilDue(50_000)), 100);
});

test("a quiet hour saves up no walks", () => {
  const pace = paceOf();
  pace.walked(1, 0);
  pace.walked(1, 3_600_000);
  assert.equal(rounded(pace.secondsUntilDue(3_600_000)), 50);
});

test("over time the budget is kept, however often somebody asks", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.01, max: 5, noNaN: true }), { minLength: 20, maxLength: 60 }), (costs) => {
      const pace = paceOf();
      let nowMs = 0;
      let spent = 0;
      for (const cost of costs) {
        nowMs += pace.secondsUntilAllowed(nowMs) * 1000 + 1;
        pace.walked(cost, nowMs);
        spent += cost;
      }
      const most = Math.max(...costs);
      assert.ok(spent <= 0.02 * (nowMs / 1000) + 4 * most + 0.001, `${spent} s in ${nowMs} ms`);
    }),
  );
});
