import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { FileTree } from "../sources/file-tree.ts";
import type { Sources } from "../sources/sources.ts";
import { fixturePath, fixtureSources, systemError } from "./fixture-sources.case.ts";
import { ProcNames } from "./proc-names.ts";

function changingNode(t: TestContext): { readonly sources: Sources; readonly root: string; passSeconds(seconds: number): void } {
  const root = mkdtempSync(join(tmpdir(), "ullage-names-"));
  t.after(() => rmSync(root, { recursive: true }));
  cpSync(fixturePath("linux-6.6-workloads"), root, { recursive: true, verbatimSymlinks: true });
  let monotonicMs = 0;
  const sources = fixtureSources("linux-6.6-workloads", { proc: new FileTree(join(root, "proc")), host: new FileTree(join(root, "host")) });
  return {
    root,
    sources: { ...sources, clock: { nowMs: () => monotonicMs, monotonicMs: () => monotonicMs } },
    passSeconds: (seconds) => {
      monotonicMs += seconds * 1000;
    },
  };
}

const open = (sources: Sources) => ProcNames.open(sources, new AbortController().signal);

async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await setImmediate();
}

test("names are there at once, and the same object until something changes", async (t) => {
  const { sources, passSeconds } = changingNode(t);
  const names = await open(sources);
  const before = names.current();
  assert.ok(before.claims.length > 5);
  passSeconds(3600);
  names.current();
  await settle();
  assert.equal(names.current(), before);
  await names.close();
});

test("a pod that ended is known no more after a while, and not sooner", async (t) => {
  const { sources, root, passSeconds } = changingNode(t);
  const names = await open(sources);
  const has = () => names.current().claims.some(({ address }) => address === "10.244.1.6");
  rmSync(join(root, "proc/1300"), { recursive: true });
  passSeconds(1);
  names.current();
  await settle();
  assert.ok(has());
  passSeconds(60);
  names.current();
  await settle();
  assert.ok(!has());
  await names.close();
});

class Unreadable extends FileTree {
  override list(): string[] {
    throw systemError("EACCES");
  }
}

test("a /proc that may not be read gives no names and says so", async (t) => {
  const { sources } = changingNode(t);
  const names = await open({ ...sources, proc: new Unreadable(sources.proc.root) });
  assert.deepEqual(names.current().claims, []);
  assert.equal(names.remarks().length, 1);
  await names.close();
});
