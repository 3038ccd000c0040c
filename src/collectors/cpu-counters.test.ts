import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { FileTree } from "../sources/file-tree.ts";
import { cpuCounters } from "./cpu-counters.ts";
import { collectFixture, systemError } from "./fixture-sources.case.ts";

test("older columns are read by name, one row a CPU", async () => {
  const { value, remarks } = await collectFixture(cpuCounters, "linux-5.4-kube-proxy-iptables");
  assert.equal(value.origin, "procfs");
  assert.equal(value.perCpu.length, 4);
  const { drop, earlyDrop, insertFailed, searchRestart } = value.perCpu[0]?.counters ?? {};
  assert.deepEqual({ drop, earlyDrop, insertFailed, searchRestart }, { drop: 5100, earlyDrop: 90, insertFailed: 3, searchRestart: 2 });
  assert.equal(remarks, undefined);
});

test("today's clashres is named clashResolve", async () => {
  const { value } = await collectFixture(cpuCounters, "linux-6.6-nftables");
  assert.deepEqual(
    value.perCpu.map(({ counters }) => counters.clashResolve),
    [3, 1],
  );
});

test("a kernel without the file in /proc is asked over netlink", async () => {
  const recorded = { cpuCounters: async () => [{ cpu: 0, counters: { drop: 4 } }] };
  const { value, source, remarks } = await collectFixture(cpuCounters, "linux-6.1-no-procfs-stat", recorded);
  assert.deepEqual(value, { origin: "ctnetlink", perCpu: [{ cpu: 0, counters: { drop: 4 } }] });
  assert.match(source, /IPCTNL_MSG_CT_GET_STATS_CPU/);
  assert.match(remarks?.join() ?? "", /CONFIG_NF_CONNTRACK_PROCFS/);
});

test("a refused netlink request keeps its code for the runner", async () => {
  const recorded = { cpuCounters: () => Promise.reject(systemError("EPERM")) };
  await assert.rejects(collectFixture(cpuCounters, "linux-6.1-no-procfs-stat", recorded), { code: "EPERM" });
});

test("a kernel without nf_conntrack is not asked at all, since the question would load the module", async () => {
  await assert.rejects(collectFixture(cpuCounters, "linux-6.18-no-conntrack"), { name: "PartMissing", status: "absent" });
});

for (const [what, rows, outcome] of [
  ["one torn row is a remark", "00000001\n00000001 00000002\n", { status: "present", remarks: 1 }],
  ["torn rows only are a failure", "00000001\n", { status: "failed" }],
] as const) {
  test(`${what}`, async (t) => {
    const root = mkdtempSync(join(tmpdir(), "ullage-counters-"));
    t.after(() => rmSync(root, { recursive: true }));
    mkdirSync(join(root, "net/stat"), { recursive: true });
    writeFileSync(join(root, "net/stat/nf_conntrack"), `entries drop\n${rows}`);
    const collected = collectFixture(cpuCounters, "linux-6.18-quiet", { proc: new FileTree(root) });
    if (outcome.status === "failed") return assert.rejects(collected, { name: "PartMissing", status: "failed" });
    assert.equal((await collected).remarks?.length, outcome.remarks);
  });
}
