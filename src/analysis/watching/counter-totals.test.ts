import assert from "node:assert/strict";
import { test } from "node:test";
import type { CpuCounters } from "../../model/node-snapshot.ts";
import { CounterTotals } from "./counter-totals.ts";

const reading = (drops: readonly number[], origin: CpuCounters["origin"] = "procfs", ids = drops.map((_, cpu) => cpu)): CpuCounters => ({
  origin,
  perCpu: drops.map((drop, index) => ({ cpu: ids[index] ?? index, counters: { drop } })),
});

const cases: readonly {
  readonly name: string;
  readonly readings: readonly CpuCounters[];
  readonly total: number;
  readonly lastIncrease: number | undefined;
  readonly hasRemark?: true;
}[] = [
  { name: "the first reading is where the sums begin", readings: [reading([5, 7])], total: 12, lastIncrease: undefined },
  { name: "increases are added", readings: [reading([5, 7]), reading([6, 9])], total: 15, lastIncrease: 3 },
  {
    name: "one CPU's wrap-around is an increase",
    readings: [reading([4_294_967_290, 1]), reading([4, 1])],
    total: 4_294_967_301,
    lastIncrease: 10,
  },
  {
    name: "counters set back to zero add what they counted since, and say so",
    readings: [reading([900, 100]), reading([3, 2])],
    ...{ total: 1005, lastIncrease: 5, hasRemark: true },
  },
  {
    name: "another number of CPUs in procfs is not compared, and says so",
    readings: [reading([10, 10]), reading([10, 10, 500])],
    ...{ total: 20, lastIncrease: undefined, hasRemark: true },
  },
  {
    name: "after which the sums go on",
    readings: [reading([10, 10]), reading([10, 10, 500]), reading([11, 10, 501])],
    ...{ total: 22, lastIncrease: 2 },
  },
  {
    name: "over netlink the CPUs that stayed are compared by their number",
    readings: [reading([10, 20], "ctnetlink", [0, 1]), reading([21, 5], "ctnetlink", [1, 2])],
    ...{ total: 31, lastIncrease: undefined, hasRemark: true },
  },
  {
    name: "another source is not compared",
    readings: [reading([10]), reading([99], "ctnetlink")],
    ...{ total: 10, lastIncrease: undefined, hasRemark: true },
  },
];

for (const { name, readings, total, lastIncrease, hasRemark = false } of cases) {
  test(name, () => {
    const totals = new CounterTotals();
    const steps = readings.map((one) => totals.add(one));
    assert.equal(totals.totals()?.["drop"], total);
    assert.equal(steps.at(-1)?.increases?.["drop"], lastIncrease);
    assert.equal(steps.at(-1)?.remark !== undefined, hasRemark);
  });
}

test("before the first reading nothing is known", () => {
  assert.equal(new CounterTotals().totals(), undefined);
});
