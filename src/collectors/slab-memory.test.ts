import assert from "node:assert/strict";
import { test } from "node:test";
import { collectFixture } from "./fixture-sources.case.ts";
import { slabMemory } from "./slab-memory.ts";

test("the slab of entries is read, without that of expectations", async () => {
  const { value } = await collectFixture(slabMemory, "linux-5.4-kube-proxy-iptables");
  assert.deepEqual(value, { activeObjects: 131_500, totalObjects: 131_580, objectBytes: 320, totalBytes: 42_105_600 });
});

test("without nf_conntrack there is no such slab", async () => {
  await assert.rejects(collectFixture(slabMemory, "linux-6.18-no-conntrack"), { name: "PartMissing", status: "absent" });
});
