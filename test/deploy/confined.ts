import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readlinkSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { at, listAt, ofKind, renderChart, type Values } from "./rendered-chart.ts";

/** The capabilities that the chart gives for these values, as setpriv names them. */
export function chartCapabilities(values: Values = {}): readonly string[] {
  const [daemonSet] = ofKind(renderChart(values).manifests, "DaemonSet");
  return listAt(daemonSet, "spec.template.spec.containers.0.securityContext.capabilities.add").map((name) => String(name).toLowerCase());
}

/**
 * A command line that runs another as the pod does: uid 0 with these capabilities and no way to others, its own processes and mounts, the node's /proc
 * read-only at `proc`, and the node's network.
 */
export function confinedCommand(capabilities: readonly string[], proc: string, command: readonly string[]): readonly string[] {
  const bounds = ["-all", ...capabilities.map((name) => `+${name}`)].join();
  const mounts = `mount --rbind /proc '${proc}' && mount -o remount,bind,ro '${proc}'`;
  const confine = `exec unshare --pid --fork --mount-proc --kill-child setpriv --bounding-set ${bounds} --inh-caps -all --no-new-privs "$@"`;
  return ["unshare", "--mount", "sh", "-c", `${mounts} && ${confine}`, "sh", ...command];
}

/** A folder for the node's /proc; what is mounted there goes with the namespace of the one that mounted it. */
export function procMountPoint(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "ullage-proc-"));
  t.after(() => rmdirSync(folder));
  return folder;
}

export interface OtherNamespace {
  readonly pid: number;
  readonly inode: number;
}

/** A process with all of root's powers in a network namespace of its own, as the processes of pods are. */
export async function openOtherNamespace(t: TestContext): Promise<OtherNamespace> {
  const own = readlinkSync("/proc/self/ns/net");
  // The kernel tracks connections there once a rule looks at them; the statistics are there from the beginning.
  const child: ChildProcess = spawn("unshare", ["--net", "sh", "-c", "echo there; exec sleep 120"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  if (child.stdout === null || child.pid === undefined) throw new Error("unshare could not be started");
  await once(child.stdout, "data");
  const link = readlinkSync(`/proc/${child.pid}/ns/net`);
  if (link === own) throw new Error("the process is in no other namespace");
  return { pid: child.pid, inode: Number(/\d+/.exec(link)?.[0]) };
}

/** Why nothing can be confined here, or false. */
export const skipUnconfined =
  process.platform !== "linux" || process.getuid?.() !== 0
    ? "needs root on Linux"
    : spawnSync("setpriv", ["--version"]).status !== 0
      ? "setpriv is not here"
      : false;

export function textAt(value: unknown, path: string): string {
  const text = at(value, path);
  return typeof text === "string" ? text : "";
}
