import assert from "node:assert/strict";
import { test } from "node:test";
import { FileTree } from "../sources/file-tree.ts";
import { fixturePath } from "./fixture-sources.case.ts";
import { findProxyProcesses } from "./proxy-processes.ts";

/** A recorded /proc that counts how often its processes are listed. */
class CountingTree extends FileTree {
  listings = 0;

  override list(relative: string): string[] {
    if (relative === "") this.listings++;
    return super.list(relative);
  }
}

const recorded = () => new CountingTree(`${fixturePath("linux-5.15-ipvs")}/proc`);
const { signal } = new AbortController();

test("the processes are walked once for all parts of a snapshot, and again for the next", async () => {
  const proc = recorded();
  const [one, other] = [{}, {}];
  const first = await findProxyProcesses(proc, { signal, snapshot: one });
  assert.ok(first.processes.kubeProxy !== undefined);
  assert.deepEqual(await findProxyProcesses(proc, { signal, snapshot: one }), first);
  assert.equal(proc.listings, 1);
  await findProxyProcesses(proc, { signal, snapshot: other });
  assert.equal(proc.listings, 2);
});

test("a walk that was cut off is made again by the next part", async () => {
  const proc = recorded();
  const snapshot = {};
  await assert.rejects(findProxyProcesses(proc, { signal: AbortSignal.abort(), snapshot }), { name: "AbortError" });
  assert.ok((await findProxyProcesses(proc, { signal, snapshot })).processes.kubeProxy !== undefined);
});
