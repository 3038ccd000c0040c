import assert from "node:assert/strict";
import { test } from "node:test";
import { collectFixture } from "./fixture-sources.case.ts";
import { resources } from "./resources.ts";

for (const [what, fixture, cgroup] of [
  ["version 1 without limits", "linux-6.18-quiet", { version: 1 }],
  [
    "version 1 in a container, whose path is the host's",
    "linux-5.4-kube-proxy-iptables",
    { version: 1, memoryLimitBytes: 134_217_728, cpuLimitCores: 0.2 },
  ],
  ["version 2 at the root of a container", "linux-5.15-ipvs", { version: 2, memoryLimitBytes: 268_435_456, cpuLimitCores: 0.5 }],
  ["version 2 with the tightest limit below a wider one", "linux-6.6-nftables", { version: 2, memoryLimitBytes: 134_217_728 }],
  ["version 2 without limits", "linux-6.1-no-procfs-stat", { version: 2 }],
] as const) {
  test(`cgroups: ${what}`, async () => {
    assert.deepEqual((await collectFixture(resources, fixture)).value.cgroup, cgroup);
  });
}

test("CPUs and memory are the machine's own", async () => {
  const { value } = await collectFixture(resources, "linux-5.4-kube-proxy-iptables");
  assert.equal(value.cpus, 4);
  assert.equal(value.memoryTotalBytes, 16_384_000_000);
  assert.equal(value.memoryAvailableBytes, 9_216_000_000);
});
