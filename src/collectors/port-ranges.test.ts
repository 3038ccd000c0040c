import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { FileTree } from "../sources/file-tree.ts";
import { collectFixture } from "./fixture-sources.case.ts";
import { portRanges } from "./port-ranges.ts";

test("reserved node ports below the ephemeral range take nothing from it", async () => {
  const { value } = await collectFixture(portRanges, "linux-5.4-kube-proxy-iptables");
  assert.deepEqual(value, {
    ephemeral: { from: 32_768, to: 60_999 },
    reservedPorts: 0,
    sourceNatDefault: { from: 1024, to: 65_535 },
  });
});

test("reserved ports inside a widened range are counted", async (t) => {
  const root = mkdtempSync(join(tmpdir(), "ullage-ports-"));
  t.after(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, "sys/net/ipv4"), { recursive: true });
  writeFileSync(join(root, "sys/net/ipv4/ip_local_port_range"), "1024\t65535\n");
  writeFileSync(join(root, "sys/net/ipv4/ip_local_reserved_ports"), "443,10250,30000-32767\n");
  const { value } = await collectFixture(portRanges, "linux-6.18-quiet", { proc: new FileTree(root) });
  assert.equal(value.reservedPorts, 2769);
});
