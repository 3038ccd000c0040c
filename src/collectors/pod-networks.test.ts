import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { FileTree } from "../sources/file-tree.ts";
import { collectFixture, fixturePath, fixtureSources } from "./fixture-sources.case.ts";
import { podNetworks } from "./pod-networks.ts";
import { readPodNetworks } from "./read-pod-networks.ts";

const snmp = (attemptFails: number, outDiscards: number) =>
  [
    "Ip: Forwarding OutDiscards OutNoRoutes",
    `Ip: 1 ${outDiscards} 2`,
    "Tcp: ActiveOpens AttemptFails EstabResets RetransSegs",
    `Tcp: 500 ${attemptFails} 3 900`,
    "Udp: InDatagrams NoPorts InErrors SndbufErrors",
    "Udp: 4 5 6 7",
    "",
  ].join("\n");
const netstat = (synRetrans: number) =>
  `TcpExt: TCPTimeouts TCPSynRetrans TCPRetransFail\nTcpExt: ${synRetrans + 11} ${synRetrans} 1\nIpExt: InOctets\nIpExt: 1\n`;
const snmp6 = "Ip6OutDiscards\t10\nIp6OutNoRoutes\t20\nUdp6NoPorts\t30\nUdp6InErrors\t40\nUdp6SndbufErrors\t50\n";

/** The tree of a node with the files of two of its processes. */
function treeOf(t: TestContext, files: Readonly<Record<string, string>>): FileTree {
  const root = mkdtempSync(join(tmpdir(), "ullage-networks-"));
  t.after(() => rmSync(root, { recursive: true }));
  cpSync(join(fixturePath("linux-5.4-kube-proxy-iptables"), "proc"), root, { recursive: true, verbatimSymlinks: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
  return new FileTree(root);
}

const bothNamespaces = {
  "1/net/snmp": snmp(9, 0),
  "1/net/netstat": netstat(100),
  "4000/net/snmp": snmp(70, 80),
  "4000/net/netstat": netstat(300),
  "4000/net/snmp6": snmp6,
};

test("each namespace has its own counters, the node's own first, both IP versions added, named after what runs in it", async (t) => {
  const proc = treeOf(t, bothNamespaces);
  const { value, source, remarks } = await collectFixture(podNetworks, "linux-5.4-kube-proxy-iptables", { proc });
  assert.deepEqual(
    value.map(({ counters: _, ...rest }) => rest),
    [
      { inode: 4_026_531_840, pid: 1, name: "systemd", isOwn: true },
      { inode: 4_026_532_601, pid: 4000, name: "nginx", isOwn: false },
    ],
  );
  assert.deepEqual(value[1]?.counters, {
    tcpActiveOpens: 500,
    tcpAttemptFails: 70,
    tcpEstabResets: 3,
    tcpRetransSegs: 900,
    tcpSynRetrans: 300,
    tcpTimeouts: 311,
    tcpRetransFail: 1,
    udpNoPorts: 35,
    udpInErrors: 46,
    udpSndbufErrors: 57,
    ipOutDiscards: 90,
    ipOutNoRoutes: 22,
  });
  assert.equal(value[0]?.counters["udpNoPorts"], 5, "without IPv6 there is no file of it");
  assert.equal(source, `${proc.root}/<pid>/net/{snmp,netstat,snmp6}`);
  assert.equal(remarks, undefined);
});

test("a process that ended is passed over for another one of its namespace", async (t) => {
  const proc = treeOf(t, { ...bothNamespaces, "4001/net/snmp": snmp(1, 2), "4001/net/netstat": netstat(3) });
  rmSync(join(proc.root, "4000/net/snmp"));
  const { value } = await collectFixture(podNetworks, "linux-5.4-kube-proxy-iptables", { proc });
  assert.deepEqual(value.map(({ pid }) => pid).sort(), [1, 4001]);
});

test("a counter that the kernel does not have is left out, which is not to say zero", async (t) => {
  const proc = treeOf(t, { ...bothNamespaces, "1/net/netstat": "TcpExt: TCPTimeouts\nTcpExt: 4\n" });
  const [own] = (await collectFixture(podNetworks, "linux-5.4-kube-proxy-iptables", { proc })).value;
  assert.equal(own?.counters["tcpTimeouts"], 4);
  assert.equal("tcpSynRetrans" in (own?.counters ?? {}), false);
});

test("a reading that takes too long ends, and says how many namespaces it left out", async (t) => {
  const sources = fixtureSources("linux-5.4-kube-proxy-iptables", { proc: treeOf(t, bothNamespaces) });
  let nowMs = 0;
  const clock = { nowMs: () => 0, monotonicMs: () => (nowMs += 1500) };
  const { value, remarks } = await readPodNetworks({ ...sources, clock }, { signal: new AbortController().signal });
  assert.deepEqual(
    value.map(({ isOwn }) => isOwn),
    [true],
  );
  assert.match(remarks?.join() ?? "", /^1 namespace not looked at/);
});
