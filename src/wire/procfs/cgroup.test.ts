import assert from "node:assert/strict";
import { test } from "node:test";
import { coresOfQuota, parseCgroupMembership, parseCpuMax, parseMemoryLimit } from "./cgroup.ts";

test("a unified machine has one path", () => {
  const { unifiedPath, controllerPaths } = parseCgroupMembership("0::/kubepods.slice/pod1:a\n");
  assert.equal(unifiedPath, "/kubepods.slice/pod1:a");
  assert.equal(controllerPaths.get("memory"), undefined);
});

test("a hybrid machine has a path for each controller, two of which may share a hierarchy", () => {
  const { unifiedPath, controllerPaths } = parseCgroupMembership("5:cpu,cpuacct:/a\n4:memory:/b\n1:name=systemd:/c\n0::/d\nrubbish\n");
  assert.equal(unifiedPath, "/d");
  assert.equal(controllerPaths.get("cpuacct"), "/a");
  assert.equal(controllerPaths.get("memory"), "/b");
});

for (const [text, bytes] of [
  ["max\n", undefined],
  ["9223372036854771712\n", undefined],
  ["268435456\n", 268_435_456],
  ["0\n", 0],
] as const) {
  test(`the memory limit ${text.trim()} is ${bytes ?? "no limit"}`, () => assert.equal(parseMemoryLimit(text), bytes));
}

for (const [text, cores] of [
  ["max 100000\n", undefined],
  ["200000 100000\n", 2],
  ["50000 100000\n", 0.5],
  ["\n", undefined],
] as const) {
  test(`cpu.max ${JSON.stringify(text)} is ${cores ?? "no limit"}`, () => assert.equal(parseCpuMax(text), cores));
}

test("a quota of -1 is no limit", () => {
  assert.equal(coresOfQuota("-1\n", "100000\n"), undefined);
  assert.equal(coresOfQuota("150000\n", "100000\n"), 1.5);
});
