import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { increaseOfU32 } from "../model/increase-of-u32.ts";
import type { CpuCounters } from "../model/node-snapshot.ts";
import { counterIncrease, cpuCounterIncrease, increaseOfU64 } from "./counter-increase.ts";

const cpus = (...drops: readonly number[]): CpuCounters => ({
  origin: "procfs",
  perCpu: drops.map((drop, cpu) => ({ cpu, counters: { drop } })),
});

for (const [earlier, later, increase, wasReset] of [
  [5, 5, 0, false],
  [5, 12, 7, false],
  [0xffff_fffe, 3, 5, false],
  [0, 0xffff_ffff, 0xffff_ffff, false],
  [1_000_000, 3, 3, true],
  [1, 0, 0, true],
] as const) {
  test(`a 32-bit counter from ${earlier} to ${later} rose by ${increase}${wasReset ? " after a reset" : ""}`, () => {
    assert.deepEqual(increaseOfU32(earlier, later), { increase, wasReset });
  });
}

test("a 32-bit counter gives back any increase below 2^31, wherever it started", () => {
  const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
  fc.assert(
    fc.property(u32, fc.integer({ min: 0, max: 0x7fff_ffff }), (start, step) => {
      assert.deepEqual(increaseOfU32(start, (start + step) % 2 ** 32), { increase: step, wasReset: false });
    }),
  );
});

test("a 64-bit counter that went down was reset", () => {
  assert.deepEqual(increaseOfU64(9_000_000_000, 4), { increase: 4, wasReset: true });
  assert.deepEqual(increaseOfU64(9_000_000_000, 9_000_000_010), { increase: 10, wasReset: false });
});

test("each CPU wraps for itself", () => {
  assert.deepEqual(cpuCounterIncrease("drop", cpus(0xffff_ffff, 10), cpus(1, 13)), {
    kind: "increase",
    increase: 5,
    total: 14,
    wasReset: false,
  });
});

test("one sample only has a total", () => {
  assert.deepEqual(cpuCounterIncrease("drop", undefined, cpus(300, 50)), { kind: "cumulative", total: 350 });
});

test("a CPU that came or went makes the rows incomparable", () => {
  assert.equal(cpuCounterIncrease("drop", cpus(1, 2), cpus(1, 2, 3)).kind, "incomparable");
});

test("a counter that the kernel does not have is not zero", () => {
  assert.equal(cpuCounterIncrease("clashResolve", cpus(1), cpus(1)).kind, "incomparable");
  assert.equal(counterIncrease("conntrack_allowance_exceeded", {}, {}).kind, "incomparable");
  assert.equal(counterIncrease("conntrack_allowance_exceeded", {}, { conntrack_allowance_exceeded: 3 }).kind, "incomparable");
});

test("a counter of an interface is compared by name", () => {
  assert.deepEqual(counterIncrease("pps_allowance_exceeded", { pps_allowance_exceeded: 4 }, { pps_allowance_exceeded: 9 }), {
    kind: "increase",
    increase: 5,
    total: 9,
    wasReset: false,
  });
});
