import assert from "node:assert/strict";
import { test } from "node:test";
import { collectFixture } from "./fixture-sources.case.ts";
import { kernel } from "./kernel.ts";

test("loaded and built-in modules of interest are told apart", async () => {
  const { value, remarks } = await collectFixture(kernel, "linux-5.4-kube-proxy-iptables");
  assert.equal(value.release, "5.4.284");
  assert.equal(value.bootedAtMs, 1_750_000_000_000);
  assert.deepEqual(value.modules, [
    { name: "ip_tables", state: "loaded" },
    { name: "iptable_nat", state: "loaded" },
    { name: "nf_conntrack", state: "loaded" },
    { name: "xt_conntrack", state: "loaded" },
    { name: "nfnetlink", state: "builtin" },
  ]);
  assert.equal(remarks, undefined);
});

test("a kernel without loadable modules shows its built-in ones under /sys, and what is not listed is said", async () => {
  const { value, remarks } = await collectFixture(kernel, "linux-6.18-quiet");
  assert.deepEqual(value.modules, [
    { name: "ip_set", state: "builtin" },
    { name: "nf_conntrack", state: "builtin" },
    { name: "nf_conntrack_ftp", state: "builtin" },
  ]);
  assert.equal(remarks?.length, 1);
});
