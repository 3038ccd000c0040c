import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { CollectionRun } from "../../model/collection-run.ts";
import { systemClock } from "../../platform/clock.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { BundleNotWritten } from "../../sources/bundle-writer/bundle-file.ts";
import { nodeThat, quiet, shelfOver, shelved, silentNode, writeBundle } from "./collection-runs.case.ts";
import { type CollectionRunsOptions, openCollectionRuns } from "./collection-runs.ts";

const never = new AbortController().signal;
const forEver = new Promise<never>(() => {});

/** What was begun has got as far as it can without anything from outside. */
const turnOfEvents = () => new Promise((resolve) => setImmediate(resolve));

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "ullage-collection-runs-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function runsOver(t: TestContext, options: Partial<CollectionRunsOptions> & { readonly directory?: string | undefined } = {}) {
  const { directory, ...rest } = options;
  const runs = openCollectionRuns({
    fleet: { kind: "agents" },
    shelf: shelfOver(directory, ["a.tar.gz", "b.tar.gz"]),
    clock: systemClock,
    logger: quiet,
    ...rest,
  });
  t.after(() => runs.close());
  return runs;
}

test("a collection becomes a bundle of the shelf, and tells on its way what it does", async (t) => {
  const directory = folderOf(t);
  const runs = runsOver(t, { directory });
  const node = nodeThat(async (options, signal) => {
    options.onProgress("walking the table");
    return writeBundle(options, signal, "a.tar.gz", Promise.resolve());
  });
  const { run, joined } = runs.start(node);
  assert.equal(joined, undefined);
  assert.equal(run.state, "running");
  const told: string[] = [];
  const ended = await runs.wait(run.id, { signal: never, onProgress: ({ steps }) => told.push(steps.at(-1)?.message ?? "") });
  assert.equal(ended.state, "completed");
  assert.deepEqual(ended.bundle, { id: "a.tar.gz", bytes: 5, collectedAtMs: 5_000 });
  assert.deepEqual(ended.progress, { done: 3, total: 3 });
  assert.ok(told.includes("walking the table"));
  assert.equal(typeof ended.endedAtMs, "number");
  assert.deepEqual(runs.get(run.id), ended);
  assert.deepEqual(runs.list(), [ended]);
});

for (const [what, error, failure] of [
  [
    "a reason to act on",
    new ToolFailure("node-unanswered", "no connection within 10 s"),
    { code: "node-unanswered", message: "no connection within 10 s" },
  ],
  [
    "a full disk",
    new BundleNotWritten("/b/a.tar.gz", "the disk is full; nothing was left behind", {
      cause: Object.assign(new Error("ENOSPC"), { code: "ENOSPC", syscall: "write" }),
    }),
    { code: "disk-full", message: "/b/a.tar.gz: the disk is full; nothing was left behind" },
  ],
  ["anything else", new Error("who knows"), { code: "failed", message: "who knows" }],
] as const) {
  test(`a collection that ends with ${what} is failed and says so, and the next one is not held up`, async (t) => {
    const directory = folderOf(t);
    const runs = runsOver(t, { directory, atOnce: 1 });
    const { run } = runs.start(nodeThat(() => Promise.reject(error)));
    const ended = await runs.wait(run.id, { signal: never });
    assert.equal(ended.state, "failed");
    assert.deepEqual(ended.failure, failure);
    const next = runs.start(nodeThat((options, signal) => writeBundle(options, signal, "b.tar.gz", Promise.resolve())));
    assert.equal((await runs.wait(next.run.id, { signal: never })).state, "completed");
  });
}

test("a token gives the same run again, also after it ended, and is refused for another node", async (t) => {
  const directory = folderOf(t);
  const runs = runsOver(t, { directory });
  let collected = 0;
  const node = nodeThat((options, signal) => {
    collected++;
    return writeBundle(options, signal, "a.tar.gz", Promise.resolve());
  });
  const first = runs.start(node, { idempotencyToken: "t" });
  assert.equal(runs.start(node, { idempotencyToken: "t" }).run.id, first.run.id);
  await runs.wait(first.run.id, { signal: never });
  const again = runs.start(node, { idempotencyToken: "t" });
  assert.deepEqual([again.run.id, again.run.state, again.joined], [first.run.id, "completed", "token"]);
  assert.equal(collected, 1);
  const other = nodeThat(() => forEver, { name: "node-b" });
  assert.throws(() => runs.start(other, { idempotencyToken: "t" }), { code: "bad-argument" });
});

test("a node is collected once at a time, whoever else asks, and their tokens mean that run too", async (t) => {
  const directory = folderOf(t);
  const runs = runsOver(t, { directory });
  const go = Promise.withResolvers<void>();
  const node = nodeThat((options, signal) => writeBundle(options, signal, "a.tar.gz", go.promise));
  const first = runs.start(node, { idempotencyToken: "one" });
  const second = runs.start(node, { idempotencyToken: "two" });
  assert.deepEqual([second.run.id, second.joined], [first.run.id, "under-way"]);
  const batch = runs.startBatch([node]);
  assert.deepEqual([batch.runs.map(({ id }) => id), batch.begun], [[first.run.id], []]);
  go.resolve();
  const ended = await runs.wait(first.run.id, { signal: never });
  assert.deepEqual(ended.idempotencyTokens, ["one", "two"]);
  assert.deepEqual(ended.batches, [{ id: batch.batchId, runs: 1 }]);
  assert.equal(runs.start(node, { idempotencyToken: "two" }).run.id, first.run.id);
});

test("so many nodes are collected at one time and no more, and a run that waits says so", async (t) => {
  const directory = folderOf(t);
  const runs = runsOver(t, { directory, atOnce: 2 });
  let under = 0;
  let most = 0;
  const nodes = Array.from({ length: 7 }, (_, number) =>
    nodeThat(
      async (options, signal) => {
        most = Math.max(most, ++under);
        await new Promise((resolve) => setImmediate(resolve));
        under--;
        return writeBundle(options, signal, `${number}.tar.gz`, Promise.resolve());
      },
      { name: `node-${number}` },
    ),
  );
  const { batchId, runs: started, begun } = runs.startBatch(nodes);
  assert.equal(begun.length, 7);
  assert.match(runs.get(begun[6] ?? "")?.steps.at(-1)?.message ?? "", /waits/);
  const ended = await Promise.all(started.map(({ id }) => runs.wait(id, { signal: never })));
  assert.equal(most, 2);
  assert.ok(ended.every(({ state, batches }) => state === "completed" && batches[0]?.id === batchId && batches[0].runs === 7));
});

for (const [what, atOnce] of [
  ["under way", 2],
  ["waiting for its turn", 1],
] as const) {
  test(`a run that is ${what} can be cancelled, and nothing of it is left`, async (t) => {
    const directory = folderOf(t);
    const runs = runsOver(t, { directory, atOnce });
    const other = runs.start(nodeThat((options, signal) => writeBundle(options, signal, "b.tar.gz", forEver), { name: "node-b" }));
    const { run } = runs.start(nodeThat((options, signal) => writeBundle(options, signal, "a.tar.gz", forEver)));
    const waiting = runs.wait(run.id, { signal: never });
    await turnOfEvents();
    assert.equal(readdirSync(directory).length, atOnce);
    const cancelled = await runs.cancel(run.id);
    assert.equal(cancelled?.state, "cancelled");
    assert.equal((await waiting).state, "cancelled");
    assert.equal(runs.get(other.run.id)?.state, "running");
    await runs.cancel(other.run.id);
    assert.deepEqual(readdirSync(directory), []);
    assert.equal((await runs.cancel(run.id))?.state, "cancelled");
  });
}

test("a bundle that was whole before its collection heard of the cancelling goes as well", async (t) => {
  const directory = folderOf(t);
  const runs = runsOver(t, { directory });
  const go = Promise.withResolvers<void>();
  let hasBegun = false;
  const { run } = runs.start(
    nodeThat(async ({ directory: into }) => {
      hasBegun = true;
      await go.promise;
      writeFileSync(join(into, "a.tar.gz"), "whole");
      return { path: join(into, "a.tar.gz"), bytes: 5 };
    }),
  );
  await turnOfEvents();
  assert.equal(hasBegun, true);
  const cancelling = runs.cancel(run.id);
  go.resolve();
  assert.equal((await cancelling)?.state, "cancelled");
  assert.deepEqual(readdirSync(directory), []);
});

test("who waits may leave without the run, and may look again later", async (t) => {
  const directory = folderOf(t);
  const runs = runsOver(t, { directory });
  const go = Promise.withResolvers<void>();
  const { run } = runs.start(nodeThat((options, signal) => writeBundle(options, signal, "a.tar.gz", go.promise)));
  const leaving = new AbortController();
  const waiting = runs.wait(run.id, { signal: leaving.signal });
  assert.equal(runs.waiting(run.id), 1);
  leaving.abort(new Error("gone"));
  await assert.rejects(waiting, /gone/);
  assert.equal(runs.waiting(run.id), 0);
  assert.equal((await runs.wait(run.id, { signal: never, forMs: 1 })).state, "running");
  go.resolve();
  assert.equal((await runs.wait(run.id, { signal: never })).state, "completed");
});

test("of a node that cannot be asked the newest bundle is the answer at once, with its age", (t) => {
  const bundle = shelved("/bundles/c/a", "c/a", 1_000_000);
  const runs = runsOver(t, { clock: { nowMs: () => 1_000_000 + 7_200_000, monotonicMs: () => 0 } });
  const { run } = runs.start(silentNode(bundle));
  assert.equal(run.state, "completed");
  assert.deepEqual(run.bundle, { id: "c/a", bytes: 5, collectedAtMs: 1_000_000, wasThere: true });
  assert.match(run.steps.at(-1)?.message ?? "", /nothing was collected: .* 2 h old$/);
  const none = runs.start(silentNode(undefined, { name: "node-b" })).run;
  assert.deepEqual([none.state, none.failure?.code], ["failed", "no-bundle"]);
});

test("where bundles are only read, a live node cannot be collected", (t) => {
  const runs = runsOver(t, { shelf: shelfOver(undefined) });
  assert.throws(() => runs.start(nodeThat(() => forEver)), { code: "not-available" });
  assert.deepEqual(runs.list(), []);
});

test("after a restart runs are what they were, and those that were under way are failed by it", async (t) => {
  const [directory, stateDirectory] = [folderOf(t), folderOf(t)];
  const before = runsOver(t, { directory, stateDirectory });
  const whole = nodeThat((options, signal) => writeBundle(options, signal, "a.tar.gz", Promise.resolve()));
  const completed = await before.wait(before.start(whole, { idempotencyToken: "t" }).run.id, { signal: never });
  const { batchId, runs: cut } = before.startBatch([
    nodeThat((options, signal) => writeBundle(options, signal, "b.tar.gz", forEver), { name: "node-b" }),
  ]);
  await before.close();
  assert.throws(() => before.start(whole), { code: "not-available" });
  assert.deepEqual(readdirSync(directory), ["a.tar.gz"]);

  const after = runsOver(t, { directory, stateDirectory });
  assert.deepEqual(after.get(completed.id), completed);
  const interrupted = after.get(cut[0]?.id ?? "");
  assert.deepEqual([interrupted?.state, interrupted?.failure], ["failed", { code: "interrupted", message: "interrupted by a restart" }]);
  assert.deepEqual(
    after
      .list()
      .filter(({ batches }) => batches.some(({ id }) => id === batchId))
      .map(({ id }) => id),
    cut.map(({ id }) => id),
  );
  assert.equal(after.start(whole, { idempotencyToken: "t" }).run.id, completed.id);
});

test("two servers that share a state see each other's runs, and each cancels its own only", async (t) => {
  const [directory, stateDirectory] = [folderOf(t), folderOf(t)];
  const [one, other] = [runsOver(t, { directory, stateDirectory }), runsOver(t, { directory, stateDirectory })];
  const go = Promise.withResolvers<void>();
  const { run } = one.start(nodeThat((options, signal) => writeBundle(options, signal, "a.tar.gz", go.promise)));
  assert.equal(other.get(run.id)?.state, "running");
  await assert.rejects(other.cancel(run.id), { code: "not-available" });
  const waiting = other.wait(run.id, { signal: never });
  go.resolve();
  assert.equal((await waiting).bundle?.id, "a.tar.gz");
});

test("what cannot be remembered is said, and the collection goes on", async (t) => {
  const directory = folderOf(t);
  const stateDirectory = join(folderOf(t), "state");
  writeFileSync(stateDirectory, "a file in the way");
  const warned: string[] = [];
  const runs = runsOver(t, { directory, stateDirectory, logger: { ...quiet, warn: (message) => warned.push(message) } });
  const { run } = runs.start(nodeThat((options, signal) => writeBundle(options, signal, "a.tar.gz", Promise.resolve())));
  const ended: CollectionRun = await runs.wait(run.id, { signal: never });
  assert.equal(ended.state, "completed");
  assert.deepEqual(runs.get(run.id), ended);
  assert.equal(runs.remarks.length, 1);
  assert.deepEqual(warned, ["collections cannot be remembered"]);
});

test("an id that is none is unknown, whatever is in it", async (t) => {
  const runs = runsOver(t, { stateDirectory: folderOf(t) });
  for (const id of ["run-x", "", "../../etc/passwd", "run-\u0000"]) {
    assert.equal(runs.get(id), undefined);
    assert.equal(await runs.cancel(id), undefined);
    await assert.rejects(runs.wait(id, { signal: never }), { code: "unknown-run" });
  }
});
