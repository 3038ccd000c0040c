import assert from "node:assert/strict";
import { test } from "node:test";
import { FileTree } from "../sources/file-tree.ts";
import { collectFixture, fixturePath } from "./fixture-sources.case.ts";
import { neighbourTable } from "./neighbour-table.ts";

test("entries are those of the table and not their sum over CPUs, refusals are added up", async () => {
  const { value } = await collectFixture(neighbourTable, "linux-5.4-kube-proxy-iptables");
  assert.deepEqual(value, [
    { family: 4, entries: 1024, tableFulls: 43, gcThresh1: 128, gcThresh2: 512, gcThresh3: 1024 },
    { family: 6, entries: 6, tableFulls: 0, gcThresh1: 128, gcThresh2: 512, gcThresh3: 1024 },
  ]);
});

test("a machine without IPv6 has one table", async () => {
  const { value } = await collectFixture(neighbourTable, "linux-6.1-no-procfs-stat");
  assert.deepEqual(
    value.map(({ family }) => family),
    [4],
  );
});

test("in another network namespace neighbours are absent, not zero", async () => {
  const proc = new FileTree(`${fixturePath("linux-5.4-kube-proxy-iptables")}/proc/4000`);
  await assert.rejects(collectFixture(neighbourTable, "linux-6.18-quiet", { proc }), { name: "PartMissing", status: "absent" });
});
