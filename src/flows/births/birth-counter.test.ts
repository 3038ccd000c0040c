import assert from "node:assert/strict";
import { test } from "node:test";
import { noAddressOwners } from "../../model/address-owners.ts";
import { compileFlowFilter } from "../flow-filter.ts";
import { flowBatchOf } from "../flow-row.case.ts";
import { OwnerIndex } from "../owners/owner-index.ts";
import { BirthCounter, type BirthCounterOptions, type BirthWindow } from "./birth-counter.ts";

const pod = (name: string, address: string) => ({
  address,
  owner: { kind: "pod" as const, namespace: "shop", name, workload: { kind: "Deployment", namespace: "shop", name: "checkout" } },
});
const owners = new OwnerIndex({ ...noAddressOwners, claims: [pod("checkout-a", "10.0.0.1"), pod("checkout-b", "10.0.0.2")] }, 0);

const births = flowBatchOf([
  { from: "10.0.0.1", to: "10.9.0.1" },
  { from: "10.0.0.1", to: "10.9.0.1", protocol: 17 },
  { from: "10.0.0.2", to: "10.9.0.1" },
  { from: "192.0.2.7", to: "10.0.0.1" },
]);

function composed(options: Partial<BirthCounterOptions>, window: Partial<BirthWindow> = {}) {
  const counter = new BirthCounter({ nowMs: 0, ...options });
  for (let row = 0; row < births.length; row++) counter.add(births, row);
  return counter.compose({ overSeconds: 2, hasGap: false, topGroups: 10, ...window });
}

const byKey = (of: ReturnType<typeof composed>) => Object.fromEntries(of.groups.map(({ key, births: rate }) => [key, rate.perSecond]));

test("births are summed by workload, and those without a name by address", () => {
  const result = composed({ owners }, { told: 4 });
  assert.deepEqual(byKey(result), { "Deployment shop/checkout": 1.5, "192.0.2.7": 0.5 });
  assert.deepEqual(
    [result.births.perSecond, result.births.plusMinus, result.births.method, result.births.isFloor],
    [2, 0, "events", false],
  );
  assert.deepEqual([result.distinct, result.exact], [2, true]);
});

test("without names every client stands for itself", () => {
  assert.deepEqual(byKey(composed({})), { "10.0.0.1": 1, "10.0.0.2": 0.5, "192.0.2.7": 0.5 });
});

test("births whose rows were lost are in the sum of all, and no group has them", () => {
  const { births: all, groups } = composed({ owners }, { told: 10, hasGap: true });
  assert.deepEqual([all.perSecond, all.isFloor], [5, true]);
  assert.deepEqual([groups[0]?.births.perSecond, groups[0]?.births.isFloor], [1.5, true]);
});

test("what the filter leaves out is in no figure", () => {
  const filter = compileFlowFilter({ protocol: 17 });
  assert.ok(filter);
  const { births: all, groups } = composed({ owners, filter }, { told: 4 });
  assert.deepEqual([all.perSecond, groups.length], [0.5, 1]);
});

test("with a gap every figure is a floor", () => {
  const { births: all, groups } = composed({ owners }, { told: 4, hasGap: true });
  assert.deepEqual([all.isFloor, ...groups.map(({ births: rate }) => rate.isFloor)], [true, true, true]);
});

test("only the groups that were asked for are listed, and all are counted", () => {
  const { groups, distinct } = composed({}, { topGroups: 1 });
  assert.deepEqual([groups.length, distinct], [1, 3]);
});
