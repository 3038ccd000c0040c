import assert from "node:assert/strict";
import { test } from "node:test";
import { FileTree } from "../sources/file-tree.ts";
import { eventListeners } from "./event-listeners.ts";
import { collectFixture, fixturePath, systemError } from "./fixture-sources.case.ts";
import { limitConfiguration } from "./limit-configuration.ts";
import { localAddresses } from "./local-addresses.ts";
import { localConnections } from "./local-connections.ts";
import { neighbours } from "./neighbours.ts";

const node = "linux-6.6-nftables";

test("the node's own addresses are those of both families, and no net or broadcast", async () => {
  const { value } = await collectFixture(localAddresses, node);
  assert.deepEqual(value, ["10.0.1.12", "169.254.20.10", "127.0.0.1", "fd00::2", "::1"]);
});

test("neighbours that nobody has answered for are incomplete, each address once", async () => {
  assert.deepEqual((await collectFixture(neighbours, node)).value, { incomplete: ["10.0.1.77", "10.0.1.90"] });
});

test("sockets of netfilter in a group of connection tracking listen, others do not", async () => {
  assert.deepEqual((await collectFixture(eventListeners, node)).value, [
    { pid: 1300, command: "kube-proxy", events: ["new", "destroy"] },
    { events: ["update"] },
  ]);
});

test("where the node's files are behind a root that may not be looked into, both ways to them are named", async () => {
  class Closed extends FileTree {
    override list(): string[] {
      throw systemError("EACCES");
    }
  }
  await assert.rejects(collectFixture(limitConfiguration, node, { host: new Closed("/host/proc/1/root") }), {
    name: "PartMissing",
    status: "forbidden",
    source: "/host/proc/1/root/etc/sysctl.d",
    message: /CAP_SYS_PTRACE.*--host-root/,
  });
});

test("sysctl files are applied by name, hide those of their name further down, and sysctl.conf comes last", async () => {
  const { value } = await collectFixture(limitConfiguration, node);
  assert.deepEqual(value, {
    sysctlLines: [
      { key: "nf_conntrack_max", value: 2, file: "/run/sysctl.d/50-vendor.conf" },
      { key: "nf_conntrack_max", value: 1_000_000, file: "/etc/sysctl.d/90-conntrack.conf" },
      { key: "nf_conntrack_buckets", value: 250_000, file: "/etc/sysctl.d/90-conntrack.conf" },
    ],
    kubeProxy: { pid: 1300, from: "its configuration file" },
  });
});

test("kube-proxy's own section is read, and no other section's numbers", async () => {
  const { value } = await collectFixture(limitConfiguration, "linux-5.4-kube-proxy-iptables");
  assert.deepEqual(value, { sysctlLines: [], kubeProxy: { pid: 1234, from: "its configuration file", maxPerCore: 32_768, min: 131_072 } });
});

test("kube-proxy's flags count where it has no file", async () => {
  const { value } = await collectFixture(limitConfiguration, "linux-5.15-ipvs");
  assert.deepEqual(value.kubeProxy, { pid: 1300, from: "its command line", maxPerCore: 0, min: 200_000 });
});

test("a /proc without a network says nothing about it", async () => {
  const proc = new FileTree(`${fixturePath("linux-6.18-quiet")}/sys`);
  for (const collector of [localAddresses, neighbours, eventListeners])
    await assert.rejects(collectFixture<"localAddresses" | "neighbours" | "eventListeners">(collector, node, { proc }), { code: "ENOENT" });
});

test("own connections are whatever the other collectors tried, and a datagram only where the table is nearly full", async () => {
  const tried = { target: "tcp 127.0.0.1:10249", outcome: "refused" } as const;
  const recorded = { localAttempts: [tried], localDatagram: "not-permitted" } as const;
  const full = await collectFixture(localConnections, "linux-5.4-kube-proxy-iptables", recorded);
  assert.deepEqual(full.value, [{ target: "udp 127.0.0.1:9", outcome: "not-permitted" }, tried]);
  const roomy = await collectFixture(localConnections, "linux-6.18-quiet", recorded);
  assert.deepEqual(roomy.value, [tried]);
});
