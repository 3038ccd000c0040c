import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { FileTree } from "../sources/file-tree.ts";
import { dataPlane } from "./data-plane.ts";
import { collectFixture, fixturePath, systemError } from "./fixture-sources.case.ts";
import { countConnectionsOfIpvs } from "./ipvs-connections.ts";

for (const [fixture, kind, because] of [
  ["linux-6.18-quiet", "none", /neither/],
  ["linux-6.1-no-procfs-stat", "unknown", /kubelet runs/],
  ["linux-5.4-kube-proxy-iptables", "iptables", /default mode by its configuration file/],
  ["linux-5.15-ipvs", "ipvs", /3 services and the interface kube-ipvs0/],
  ["linux-6.6-nftables", "nftables", /process 1300.*configuration file/],
  ["linux-6.1-cilium", "cilium", /cilium-agent/],
] as const) {
  test(`the data plane of ${fixture} is ${kind}`, async () => {
    const { value } = await collectFixture(dataPlane, fixture);
    assert.equal(value.kind, kind);
    assert.match(value.because, because);
  });
}

test("connections of IPVS are counted; elsewhere there are none to count", async () => {
  const ipvs = await collectFixture(dataPlane, "linux-5.15-ipvs");
  assert.equal(ipvs.value.ipvsConnections, 5);
  assert.match(ipvs.remarks?.join() ?? "", /scheduled 500 connections/);
  const iptables = await collectFixture(dataPlane, "linux-5.4-kube-proxy-iptables");
  assert.equal(iptables.value.ipvsConnections, undefined);
});

test("a long table of IPVS is not walked: its destinations' numbers stand in, and it is said", () => {
  const proc = new FileTree(`${fixturePath("linux-5.15-ipvs")}/proc`);
  const { count, remark } = countConnectionsOfIpvs(proc, { services: 1, activeConnections: 700, inactiveConnections: 300 }, 999);
  assert.equal(count, 1000);
  assert.match(remark ?? "", /sum over destinations/);
});

test("tables that only root may read are a remark", async () => {
  class ForOthers extends FileTree {
    override readTextIfPresent(relative: string): string | undefined {
      if (relative === "net/ip_tables_names") throw systemError("EACCES");
      return super.readTextIfPresent(relative);
    }
  }
  const proc = new ForOthers(`${fixturePath("linux-5.4-kube-proxy-iptables")}/proc`);
  const { value, remarks } = await collectFixture(dataPlane, "linux-5.4-kube-proxy-iptables", { proc });
  assert.equal(value.kind, "iptables");
  assert.match(remarks?.join() ?? "", /ip_tables_names may be read by root only/);
});

test("a configuration file that is too large to be one is not read", async (t) => {
  const root = mkdtempSync(join(tmpdir(), "ullage-data-plane-"));
  t.after(() => rmSync(root, { recursive: true }));
  cpSync(fixturePath("linux-6.6-nftables"), root, { recursive: true, verbatimSymlinks: true });
  writeFileSync(join(root, "proc/1300/root/var/lib/kube-proxy-config/config"), `mode: ipvs\n${"#".repeat(300_000)}`);
  const { value } = await collectFixture(dataPlane, "linux-6.6-nftables", { proc: new FileTree(join(root, "proc")) });
  assert.equal(value.kind, "unknown");
});
