import assert from "node:assert/strict";
import { test } from "node:test";
import { collectFixture } from "./fixture-sources.case.ts";
import { softnet } from "./softnet.ts";

test("drops and squeezes are kept for each CPU, with few columns or many", async () => {
  const old = await collectFixture(softnet, "linux-5.4-kube-proxy-iptables");
  assert.deepEqual(old.value.perCpu[0], { cpu: 0, processed: 1000, dropped: 0, timeSqueeze: 3 });
  assert.equal(old.value.perCpu.length, 4);
  const current = await collectFixture(softnet, "linux-6.6-nftables");
  assert.deepEqual(current.value.perCpu, [
    { cpu: 0, processed: 10, dropped: 2, timeSqueeze: 5 },
    { cpu: 1, processed: 20, dropped: 0, timeSqueeze: 0 },
  ]);
});
