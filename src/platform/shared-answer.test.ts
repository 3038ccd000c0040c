import assert from "node:assert/strict";
import { test } from "node:test";
import { SharedAnswer } from "./shared-answer.ts";

function setUp(keepMs: number) {
  let nowMs = 0;
  const found: { readonly signal: AbortSignal; readonly resolve: (value: string) => void; readonly reject: (error: Error) => void }[] = [];
  const shared = new SharedAnswer<string>({
    find: (signal) => new Promise((resolve, reject) => found.push({ signal, resolve, reject })),
    keepMs,
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
  });
  return {
    shared,
    found,
    later: (milliseconds: number) => {
      nowMs += milliseconds;
    },
  };
}

const { signal } = new AbortController();

test("who asks meanwhile shares the answer, and who asks soon after is given the same one", async () => {
  const { shared, found, later } = setUp(1000);
  const asked = [shared.get(signal), shared.get(signal)];
  found[0]?.resolve("first");
  assert.deepEqual(await Promise.all(asked), ["first", "first"]);
  later(1000);
  assert.equal(await shared.get(signal), "first");
  assert.equal(found.length, 1);
  later(1);
  const again = shared.get(signal);
  found[1]?.resolve("second");
  assert.equal(await again, "second");
});

test("a failure is told to all who wait and kept for nobody", async () => {
  const { shared, found } = setUp(1000);
  const asked = [shared.get(signal), shared.get(signal)];
  found[0]?.reject(new Error("no"));
  for (const answer of asked) await assert.rejects(answer, /no/);
  const again = shared.get(signal);
  found[1]?.resolve("yes");
  assert.equal(await again, "yes");
});

test("one that takes the question back holds up nobody and stops nothing that another waits for", async () => {
  const { shared, found } = setUp(1000);
  const leaving = new AbortController();
  const left = shared.get(leaving.signal);
  const stays = shared.get(signal);
  leaving.abort(new Error("gone"));
  await assert.rejects(left, /gone/);
  assert.equal(found[0]?.signal.aborted, false);
  found[0]?.resolve("still");
  assert.equal(await stays, "still");
});

test("when the last one has gone the work is told to stop, and the next question begins anew", async () => {
  const { shared, found } = setUp(1000);
  const leaving = new AbortController();
  const left = shared.get(leaving.signal);
  leaving.abort(new Error("gone"));
  await assert.rejects(left, /gone/);
  assert.equal(found[0]?.signal.aborted, true);
  const next = shared.get(signal);
  found[1]?.resolve("anew");
  assert.equal(await next, "anew");
  await assert.rejects(shared.get(AbortSignal.abort(new Error("before it began"))), /before it began/);
});
