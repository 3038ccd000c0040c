import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { assembleImage } from "../../src/generate/assemble-image.ts";
import { root } from "../cli/run-ullage.ts";
import { chartCapabilities, confinedCommand, openOtherNamespace, procMountPoint, skipUnconfined, textAt } from "./confined.ts";
import { instructions } from "./dockerfile.ts";
import { hasSeccompProfile, writeOciBundle } from "./oci-bundle.ts";
import { agentArguments, at, isObject, listAt, ofKind, renderChart, skipWithoutHelm } from "./rendered-chart.ts";
import { askSocket, exitOf, innermostProcess, startAgent } from "./running-agent.ts";

/** The image's content and the chart's pod, run by a real runtime where there is one: no daemon, registry or cluster is needed for it. */
const skip = skipWithoutHelm || skipUnconfined;
const skipWithoutRunc = skip || (spawnSync("runc", ["--version"]).status === 0 ? false : "runc is not here");

const folder = mkdtempSync(join(tmpdir(), "ullage-container-"));
after(() => rmSync(folder, { recursive: true }));
const imageRoot = join(folder, "image");
if (skip === false) assembleImage(root, imageRoot);

const entrypoint = instructions(readFileSync(join(root, "Dockerfile"), "utf8")).findLast(({ name }) => name === "ENTRYPOINT")?.words ?? [];

test("a runtime runs the pod's container: the whole table is read through seccomp, with two capabilities", {
  skip: skipWithoutRunc,
}, (t) => {
  t.diagnostic(hasSeccompProfile ? "with the default seccomp profile" : "no seccomp profile is installed here: without");
  const { status, stdout, stderr } = spawnSync(
    "runc",
    runContainer("check", ["check", "--window", "0", "--full", "--proc", "/host/proc"]),
    {
      encoding: "utf8",
      timeout: 60_000,
    },
  );
  assert.match(stdout, /^\[(?:OK|WARN|ISSUE)\] Conntrack usage/, stderr);
  assert.match(stdout, /^\[(?:OK|INFO)\] UDP share: \d+ of \d+ entries/m);
  assert.match(stdout, /sysctl\.d; CAP_SYS_PTRACE or a mount of the node's root/);
  assert.equal(stderr, "");
  assert.ok(status !== null && status < 3, String(status));
});

test("a runtime runs the agent as the chart starts it, and ends it by SIGTERM as its first process", {
  skip: skipWithoutRunc,
}, async (t) => {
  const name = `ullage-${process.pid}`;
  const agent = await startAgent(t, ["runc", ...runContainer(name, localArguments())]);
  t.after(() => spawnSync("runc", ["--root", join(folder, "runc"), "delete", "--force", name]));
  assert.equal((await fetch(`${agent.metrics}/healthz`)).status, 200);
  spawnSync("runc", ["--root", join(folder, "runc"), "kill", name, "TERM"]);
  assert.deepEqual(await exitOf(agent), [0, null]);
});

test("the agent, with the chart's capabilities alone, says of each part what it may read, and ends by SIGTERM as the first process", {
  skip,
}, async (t) => {
  const other = await openOtherNamespace(t);
  const proc = procMountPoint(t);
  const program = [process.execPath, ...entrypoint.slice(1, -1), join(root, "bin/ullage.js"), ...localArguments(proc)];
  const agent = await startAgent(t, confinedCommand(chartCapabilities(), proc, program));
  // Parts come one after the other in its first seconds.
  let parts: unknown;
  for (let attempt = 0; attempt < 100; attempt++) {
    parts = at(await askSocket(join(folder, "agent.sock"), "/v1/snapshot"), "parts");
    if (["limitConfiguration", "namespaces", "kernelLog", "slabMemory"].every((part) => at(parts, part) !== undefined)) break;
    await setTimeout(100);
  }
  assert.ok(isObject(parts));
  const forbidden = Object.keys(parts).filter((part) => at(parts, `${part}.status`) === "forbidden");
  assert.deepEqual(forbidden, ["limitConfiguration"]);
  assert.match(textAt(parts, "limitConfiguration.reason"), /CAP_SYS_PTRACE/);
  for (const part of ["tableUsage", "namespaces", "kernelLog", "slabMemory"]) assert.equal(at(parts, `${part}.status`), "present", part);
  const seen = listAt(parts, "namespaces.value").find((namespace) => at(namespace, "pid") === other.pid);
  assert.ok(seen !== undefined);
  assert.equal(at(seen, "inode"), undefined);
  assert.match(listAt(parts, "namespaces.remarks").join(), /CAP_SYS_PTRACE/);
  process.kill(innermostProcess(agent), "SIGTERM");
  assert.deepEqual(await exitOf(agent), [0, null]);
});

/** What the chart tells the agent, but on loopback, with ports of the kernel's choice and without a cluster. */
function localArguments(proc = "/host/proc"): readonly string[] {
  const local: Readonly<Record<string, string>> = {
    "--node": "node-a",
    "--proc": proc,
    "--metrics-listen": "127.0.0.1:0",
    "--socket": join(folder, "agent.sock"),
    "--incidents": join(folder, "incidents"),
  };
  const values = { inCluster: false, api: { enabled: false } };
  return agentArguments(renderChart(values).manifests).map((word, index, words) => local[words[index - 1] ?? ""] ?? word);
}

function runContainer(name: string, args: readonly string[]): readonly string[] {
  const bundle = join(folder, name);
  const incidents = join(folder, "host-incidents");
  mkdirSync(bundle, { recursive: true });
  mkdirSync(incidents, { recursive: true });
  const [daemonSet] = ofKind(renderChart().manifests, "DaemonSet");
  assert.equal(at(daemonSet, "spec.template.spec.containers.0.name"), "agent");
  const inContainer = args.map((word) =>
    word.replace(join(folder, "agent.sock"), "/run/ullage/agent.sock").replace(join(folder, "incidents"), "/var/lib/ullage/incidents"),
  );
  writeOciBundle(daemonSet, {
    folder: bundle,
    imageRoot,
    hostPaths: { "/var/lib/ullage": incidents },
    command: [...entrypoint, ...inContainer],
  });
  return ["--root", join(folder, "runc"), "run", "--bundle", bundle, name];
}
