import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { openLaboratory } from "./laboratory.ts";
import { acquireMachineLock } from "./machine-lock.ts";
import { reasonToSkip } from "./reason-to-skip.ts";

test("a laboratory that is told to end restores the limit and removes its namespaces", async (t) => {
  const because = reasonToSkip();
  if (because !== undefined) return t.skip(because);
  const found = await undisturbedLimit();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    const { child, namespace } = await startDoomed(found - 1);
    child.kill(signal);
    await once(child, "exit");
    assert.equal(await undisturbedLimit(), found);
    assert.equal(existsSync(`/run/netns/${namespace}`), false);
  }
});

test("what a killed laboratory left behind is undone by the next one", async (t) => {
  const because = reasonToSkip();
  if (because !== undefined) return t.skip(because);
  const found = await undisturbedLimit();
  const { child, namespace } = await startDoomed(found - 1);
  child.kill("SIGKILL");
  await once(child, "exit");
  const laboratory = await openLaboratory(t);
  assert.ok(laboratory !== undefined);
  assert.equal(readLimit(), found);
  assert.equal(existsSync(`/run/netns/${namespace}`), false);
});

/** What the limit is while no laboratory is at work. */
async function undisturbedLimit(): Promise<number> {
  const release = await acquireMachineLock();
  const limit = readLimit();
  release();
  return limit;
}

async function startDoomed(limit: number): Promise<{ readonly child: ChildProcess; readonly namespace: string }> {
  const path = fileURLToPath(new URL("programs/die-in-laboratory.ts", import.meta.url));
  const child = spawn(process.execPath, [path, JSON.stringify({ limit })], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  assert.equal(readLimit(), limit);
  return { child, namespace: (JSON.parse(line) as { namespace: string }).namespace };
}

function readLimit(): number {
  return Number(readFileSync("/proc/sys/net/netfilter/nf_conntrack_max", "latin1"));
}
