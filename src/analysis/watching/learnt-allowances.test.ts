import assert from "node:assert/strict";
import { test } from "node:test";
import { LearntAllowances } from "./learnt-allowances.ts";

const card = (interfaceName: string, left?: number) => ({
  ...{ interfaceName, driver: "ena" },
  statistics: left === undefined ? {} : { conntrack_allowance_available: left },
});

test("what was learnt is the highest sum of what is left and what is tracked, and never falls", () => {
  const learnt = new LearntAllowances();
  for (const [left, tracked] of [
    [136_812, 20],
    [100_000, 40_000],
    [90_000, 1000],
  ] as const)
    learnt.add([card("eth0", left)], tracked, 0);
  assert.deepEqual(learnt.list(), [{ interfaceName: "eth0", maximum: 140_000 }]);
  assert.equal(learnt.ofInstance(), 140_000);
});

test("a driver that does not tell what is left teaches nothing", () => {
  const learnt = new LearntAllowances();
  learnt.add([card("eth0")], 500, 0);
  assert.deepEqual([learnt.list(), learnt.ofInstance()], [[], 0]);
});

test("a card that is gone for a moment keeps what was learnt, one that stays away does not", () => {
  const learnt = new LearntAllowances();
  learnt.add([card("eth0", 1000), card("eth1", 2000)], 0, 0);
  learnt.add([card("eth0", 1000)], 0, 60_000);
  assert.equal(learnt.ofInstance(), 2000);
  learnt.add([card("eth0", 1000)], 0, 3_700_000);
  assert.deepEqual(learnt.list(), [{ interfaceName: "eth0", maximum: 1000 }]);
});

test("interfaces that come and go without end are bounded", () => {
  const learnt = new LearntAllowances();
  for (let number = 0; number < 500; number++) learnt.add([card(`eth${number}`, number)], 0, number);
  assert.equal(learnt.list().length, 64);
  assert.equal(learnt.ofInstance(), 499);
});
