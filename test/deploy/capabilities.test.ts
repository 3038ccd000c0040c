import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { collectors } from "../../src/collectors/index.ts";
import { type CapabilityGrant, capabilityGrants } from "../../src/generate/agent-permissions.ts";
import { chartCapabilities, confinedCommand, openOtherNamespace, procMountPoint, skipUnconfined, textAt } from "./confined.ts";
import { at, isObject, listAt, root, skipWithoutHelm } from "./rendered-chart.ts";

/** A process of its own with the capabilities that the chart gives, as the kernel enforces them; the chart is asked each time. */
const skip =
  skipWithoutHelm || skipUnconfined || (existsSync("/proc/net/stat/nf_conntrack") ? false : "nf_conntrack is not in this kernel");

function readParts(capabilities: readonly string[], proc: string, ...hostRoot: readonly string[]): Readonly<Record<string, unknown>> {
  const program = [process.execPath, join(root, "test/deploy/read-parts.ts"), proc, ...hostRoot];
  const [command = "", ...parameters] = confinedCommand(capabilities, proc, program);
  const { stdout, stderr, status } = spawnSync(command, parameters, { encoding: "utf8", timeout: 60_000, maxBuffer: 1 << 26 });
  assert.equal(status, 0, stderr);
  const parts: unknown = JSON.parse(stdout);
  assert.ok(isObject(parts));
  return parts;
}

function forbidden(parts: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(parts).filter((part) => at(parts[part], "status") === "forbidden");
}

test("the chart gives what the collectors and the agent ask for, and what reaches further only by its value", {
  skip: skipWithoutHelm,
}, () => {
  const declared = new Set(collectors.flatMap(({ capability }) => capability?.name ?? []));
  assert.deepEqual([...declared].toSorted(), Object.keys(capabilityGrants).toSorted());
  const grants = Object.entries<CapabilityGrant>(capabilityGrants);
  const given = (turnedOn: readonly string[]) =>
    grants
      .filter(([, { chart }]) => chart === "always" || ("value" in chart && turnedOn.includes(chart.value)))
      .map(([name]) => name.replace("CAP_", "").toLowerCase());
  assert.deepEqual(chartCapabilities(), given([]));
  assert.deepEqual(chartCapabilities({ namespaceNames: true }), given(["namespaceNames"]));
});

test("with the chart's capabilities all is read but what is behind another process's root, and that names what would give it", {
  skip,
}, (t) => {
  const parts = readParts(chartCapabilities(), procMountPoint(t));
  assert.deepEqual(forbidden(parts), ["limitConfiguration"]);
  assert.match(textAt(parts["limitConfiguration"], "reason"), /CAP_SYS_PTRACE.*--host-root/);
  for (const part of ["tableUsage", "cpuCounters", "settings", "tableComposition", "kernelLog", "slabMemory", "namespaces", "socketQueues"])
    assert.equal(at(parts[part], "status"), "present", part);
});

test("with the node's root mounted, nothing is forbidden", { skip }, (t) => {
  assert.deepEqual(forbidden(readParts(chartCapabilities({ hostFiles: true }), procMountPoint(t), "/")), []);
});

test("another namespace's table is read without its number, which only CAP_SYS_PTRACE shows, and the reading says so", {
  skip,
}, async (t) => {
  const other = await openOtherNamespace(t);
  const proc = procMountPoint(t);
  const seen = (parts: Readonly<Record<string, unknown>>) => {
    const all = listAt(parts["namespaces"], "value");
    return { all, other: all.find((namespace) => at(namespace, "pid") === other.pid || at(namespace, "inode") === other.inode) };
  };
  const without = readParts(chartCapabilities(), proc);
  assert.equal(at(without["namespaces"], "status"), "present");
  assert.ok(seen(without).other !== undefined, JSON.stringify(seen(without).all));
  assert.equal(at(seen(without).other, "inode"), undefined);
  assert.equal(at(seen(without).other, "count"), 0);
  assert.match(listAt(without["namespaces"], "remarks").join(), /by number.*CAP_SYS_PTRACE/);

  const named = readParts(chartCapabilities({ namespaceNames: true }), proc);
  assert.equal(at(seen(named).other, "inode"), other.inode);
});

test("each capability that is always given is missed where it is taken away", { skip }, (t) => {
  const proc = procMountPoint(t);
  const without = (name: string) =>
    readParts(
      chartCapabilities().filter((given) => given !== name),
      proc,
      "/",
    );
  const { tableComposition } = without("net_admin");
  assert.equal(at(tableComposition, "status"), "forbidden");
  assert.match(textAt(tableComposition, "reason"), /CAP_NET_ADMIN/);
  const isRestricted = readFileSync("/proc/sys/kernel/dmesg_restrict", "utf8").trim() === "1";
  const { kernelLog } = without("syslog");
  assert.equal(at(kernelLog, "status"), isRestricted ? "forbidden" : "present");
  if (isRestricted) assert.match(textAt(kernelLog, "reason"), /CAP_SYSLOG/);
});

test("without any capability, uid 0 still reads what everyone may, and what is root's own", { skip }, (t) => {
  const parts = readParts([], procMountPoint(t), "/");
  for (const part of ["tableUsage", "cpuCounters", "settings", "slabMemory", "namespaces", "softnet"])
    assert.equal(at(parts[part], "status"), "present", part);
});
