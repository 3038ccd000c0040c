import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { workloadText } from "../model/owner.ts";
import { FileTree } from "../sources/file-tree.ts";
import { addressOwners } from "./address-owners.ts";
import { collectFixture, fixturePath, systemError } from "./fixture-sources.case.ts";
import { ProcessOwners } from "./process-owners.ts";
import { defaultSocketBudget, findSocketOwners } from "./socket-owners.ts";

test("pods, containers and units of a node are named by their processes alone", async () => {
  const { value, remarks } = await collectFixture(addressOwners, "linux-6.6-workloads");
  assert.deepEqual(
    value.claims.map(({ address, owner }) => [address, owner.kind, owner.namespace, owner.name, workloadText(owner)]),
    [
      ["10.244.1.5", "pod", "shop", "checkout-7d9f6b8c5-x2x4q", "Deployment shop/checkout"],
      ["fd00::244:1:0:0:5", "pod", "shop", "checkout-7d9f6b8c5-x2x4q", "Deployment shop/checkout"],
      ["10.244.1.6", "pod", "jobs", "backup-29473920-k8s2f", "CronJob jobs/backup"],
      ["172.17.0.2", "container", undefined, "cache-front", "container cache-front"],
      ["172.17.0.3", "container", undefined, "555555555555", "container 555555555555"],
      ["10.244.1.7", "container", undefined, "dddddddddddd", "container dddddddddddd"],
      ["10.244.1.8", "unit", undefined, "resolver.service", "unit resolver.service"],
      ["10.244.1.9", "pod", "kube-system", "coredns-worker-1", "pod kube-system/coredns-worker-1"],
    ],
  );
  assert.deepEqual(remarks, ["1 address left out that several network namespaces have"]);
});

test("the node's own addresses are its own, link-local and loopback ones too", async () => {
  const { nodes } = (await collectFixture(addressOwners, "linux-6.6-workloads")).value;
  assert.deepEqual(
    nodes.map(({ address }) => address),
    ["192.168.0.1", "127.0.0.1", "::1", "fe80::3c:9dff:fe5d:8a01", "fd00::1"],
  );
  assert.ok(nodes.every(({ name, isOwn }) => name === "worker-1" && isOwn));
});

test("a local port of the node belongs to the process that has its socket, to the first process only where nobody else has", async () => {
  const { sockets } = (await collectFixture(addressOwners, "linux-6.6-workloads")).value;
  assert.deepEqual(
    sockets.map(({ protocol, port, owner }) => [protocol, port, workloadText(owner)]),
    [
      [6, 22, "unit ssh.service"],
      [6, 10248, "unit kubelet.service"],
      [6, 10249, "pod kube-system/kube-proxy-x7x2p"],
      [6, 10250, "unit kubelet.service"],
      [6, 40000, "unit kubelet.service"],
      [17, 68, "process dhclient"],
    ],
  );
});

test("without the folders of the pods' logs pods are containers, and the reason is said", async () => {
  const { value, remarks = [] } = await collectFixture(addressOwners, "linux-6.6-workloads", { host: new FileTree("/nowhere-at-all") });
  assert.equal(value.claims[0]?.owner.kind, "container");
  assert.equal(value.claims[0]?.owner.name, "111111111111");
  assert.equal(remarks.filter((remark) => remark.includes("/nowhere-at-all/var/log/pods")).length, 1);
});

class ForbiddenDescriptors extends FileTree {
  override list(relative: string): string[] {
    if (relative === "900/fd") throw systemError("EACCES");
    return super.list(relative);
  }
}

test("open files that may not be looked at are said, and the other owners stay", async () => {
  const proc = new ForbiddenDescriptors(`${fixturePath("linux-6.6-workloads")}/proc`);
  const { value, remarks = [] } = await collectFixture(addressOwners, "linux-6.6-workloads", { proc });
  assert.deepEqual(
    value.sockets.map(({ port }) => port),
    [22, 10249, 68],
  );
  assert.ok(remarks.some((remark) => remark.startsWith("the open files of 1 process") && remark.includes("CAP_SYS_PTRACE")));
});

for (const [what, budget, sockets] of [
  ["open files", { ...defaultSocketBudget, descriptors: 3 }, ["ssh.service"]],
  ["time", { ...defaultSocketBudget, milliseconds: 0 }, []],
  ["rows", { ...defaultSocketBudget, tableBytes: 0 }, []],
] as const)
  test(`a budget of ${what} that is used up is said`, async () => {
    const proc = new FileTree(`${fixturePath("linux-6.6-workloads")}/proc`);
    const found = await findSocketOwners(proc, [1, 600, 900, 1500], new ProcessOwners(proc, new FileTree("/nowhere-at-all")), {
      ...{ signal: new AbortController().signal, budget, elapsedMs: () => 1 },
    });
    assert.deepEqual(
      found.sockets.map(({ owner }) => owner.name),
      sockets,
    );
    assert.equal(found.remarks.length, 1);
  });

test("a container cannot make a file of the node its name", async (t) => {
  const root = mkdtempSync(join(tmpdir(), "ullage-owners-"));
  t.after(() => rmSync(root, { recursive: true }));
  cpSync(fixturePath("linux-6.6-workloads"), root, { recursive: true, verbatimSymlinks: true });
  writeFileSync(join(root, "secret"), "hunter2\n");
  rmSync(join(root, "proc/1400/root/etc/hostname"));
  symlinkSync(join(root, "secret"), join(root, "proc/1400/root/etc/hostname"));
  const proc = new FileTree(join(root, "proc"));
  assert.deepEqual(new ProcessOwners(proc, new FileTree(join(root, "host"))).ownerOf(1400), { kind: "container", name: "444444444444" });
});

for (const name of ["\u001b[2Jgone", "two\nlines", "ünicode", "x".repeat(300)])
  test(`a container is not called ${JSON.stringify(name.slice(0, 12))}`, (t) => {
    const root = mkdtempSync(join(tmpdir(), "ullage-owners-"));
    t.after(() => rmSync(root, { recursive: true }));
    cpSync(join(fixturePath("linux-6.6-workloads"), "proc/1400"), join(root, "1400"), { recursive: true, verbatimSymlinks: true });
    writeFileSync(join(root, "1400/root/etc/hostname"), name);
    assert.equal(new ProcessOwners(new FileTree(root), new FileTree(root)).ownerOf(1400)?.name, "444444444444");
  });
