import assert from "node:assert/strict";
import { test } from "node:test";
import { type ClaimedTime, inOrder, ownerAt } from "./claimed-times.ts";

const time = (owner: number, sinceMs: number, untilMs = Number.POSITIVE_INFINITY): ClaimedTime => ({ owner, sinceMs, untilMs });

for (const [what, times, atMs, owner] of [
  ["while it lasts the one who has it", [time(1, 100, 200), time(2, 200)], 150, 1],
  ["at the change the later one", [time(1, 100, 200), time(2, 200)], 200, 2],
  ["in a gap the last one, whose entries outlive it", [time(1, 100, 200), time(2, 300)], 250, 1],
  ["after all of them the one that ended last", [time(1, 100, 400), time(2, 150, 200)], 500, 1],
  ["before all of them the first", [time(2, 300), time(1, 100, 200)], 50, 1],
  ["of two at once the one that began last", [time(1, 100), time(2, 200)], 300, 2],
  ["of none nobody", [], 50, 0],
] as const)
  test(`an address is ${what}`, () => assert.equal(ownerAt(inOrder(times), atMs), owner));
