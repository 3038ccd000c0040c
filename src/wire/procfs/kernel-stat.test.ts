import assert from "node:assert/strict";
import { test } from "node:test";
import { parseKernelStat } from "./kernel-stat.ts";

test("CPUs are the numbered lines, and the boot is at btime", () => {
  const text = "cpu  1 2 3\ncpu0 1 2 3\ncpu2 1 2 3\nintr 5 0 cpu9\nbtime 1795259481\n";
  assert.deepEqual(parseKernelStat(text), { cpus: 2, bootedAtMs: 1_795_259_481_000 });
});

test("without btime the boot is unknown", () => {
  assert.deepEqual(parseKernelStat("cpu0 1\n"), { cpus: 1 });
});
