import assert from "node:assert/strict";
import { test } from "node:test";
import { collectFixture } from "./fixture-sources.case.ts";
import { tableUsage } from "./table-usage.ts";

for (const [fixture, value] of [
  ["linux-6.18-quiet", { count: 0, max: 262_144, buckets: 262_144, expectMax: 1024 }],
  ["linux-5.4-kube-proxy-iptables", { count: 131_072, max: 131_072, buckets: 32_768, expectMax: 128 }],
  ["linux-6.1-cilium", { count: 310, max: 0, buckets: 65_536, expectMax: 256 }],
] as const) {
  test(`the usage of ${fixture} is read from its sysctls`, async () => {
    const collected = await collectFixture(tableUsage, fixture);
    assert.deepEqual(collected.value, value);
    assert.match(collected.source, /nf_conntrack_\{count,max\}$/);
  });
}

test("without nf_conntrack the usage is absent, not zero", async () => {
  await assert.rejects(collectFixture(tableUsage, "linux-6.18-no-conntrack"), { name: "PartMissing", status: "absent" });
});
