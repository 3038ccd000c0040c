import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { FileTree } from "../sources/file-tree.ts";
import { collectFixture } from "./fixture-sources.case.ts";
import { readConntrackSysctls, settings } from "./settings.ts";

test("every numeric sysctl of connection tracking is kept by its file name", async () => {
  const { value, remarks } = await collectFixture(settings, "linux-6.18-quiet");
  assert.equal(Object.keys(value.sysctls).length, 41);
  assert.equal(value.sysctls.nf_conntrack_tcp_timeout_established, 432_000);
  assert.equal(value.sysctls.nf_conntrack_events, 2);
  assert.equal(remarks, undefined);
});

test("kube-proxy's timeouts are read as they are", async () => {
  const { value } = await collectFixture(settings, "linux-5.4-kube-proxy-iptables");
  assert.equal(value.sysctls.nf_conntrack_tcp_timeout_established, 86_400);
  assert.equal(value.sysctls.nf_conntrack_tcp_timeout_close_wait, 3600);
});

test("without nf_conntrack there are no settings", async () => {
  await assert.rejects(collectFixture(settings, "linux-6.18-no-conntrack"), { name: "PartMissing", status: "absent" });
});

test("a sysctl that is no number or cannot be read is named and costs itself only", async (t) => {
  const root = mkdtempSync(join(tmpdir(), "ullage-settings-"));
  t.after(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, "sys/net/netfilter/nf_conntrack_folder"), { recursive: true });
  for (const [name, text] of Object.entries({ nf_conntrack_count: "5\n", nf_conntrack_word: "often\n", nf_log_all_netns: "0\n" }))
    writeFileSync(join(root, "sys/net/netfilter", name), text);
  const proc = new FileTree(root);
  const { value, remarks } = await collectFixture(settings, "linux-6.18-quiet", { proc });
  assert.deepEqual(value.sysctls, { nf_conntrack_count: 5 });
  assert.match(remarks?.join() ?? "", /nf_conntrack_folder, nf_conntrack_word/);
  assert.deepEqual(readConntrackSysctls(proc), { nf_conntrack_count: 5 });
});
