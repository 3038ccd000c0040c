import assert from "node:assert/strict";
import { test } from "node:test";
import { SharedWorks } from "./shared-works.ts";

function signals() {
  const controller = new AbortController();
  return { controller, signal: controller.signal };
}

test("two callers share one work, and both get its progress", async () => {
  const works = new SharedWorks<number>();
  const { promise, resolve } = Promise.withResolvers<number>();
  let begun = 0;
  const told: string[] = [];
  const begin = (call: { onProgress: (done: number, total: undefined, message: string) => void }) => {
    begun++;
    queueMicrotask(() => call.onProgress(1, undefined, "reading"));
    return promise;
  };
  const first = works.run("a", { signal: signals().signal, onProgress: (_, __, message) => told.push(`first ${message}`) }, begin);
  const second = works.run("a", { signal: signals().signal, onProgress: (_, __, message) => told.push(`second ${message}`) }, begin);
  await new Promise(setImmediate);
  resolve(7);
  assert.deepEqual([await first, await second, begun], [7, 7, 1]);
  assert.deepEqual(told, ["first reading", "second reading"]);
});

test("a caller who goes away breaks no other's work; the last one ends it", async () => {
  const works = new SharedWorks<number>();
  const [one, other] = [signals(), signals()];
  const { promise, resolve } = Promise.withResolvers<number>();
  let ended: AbortSignal | undefined;
  const begin = (call: { signal: AbortSignal }) => {
    ended = call.signal;
    return promise;
  };
  const first = works.run("a", one, begin);
  const second = works.run("a", other, begin);
  one.controller.abort(new Error("gone"));
  await assert.rejects(first, /gone/);
  assert.equal(ended?.aborted, false);
  resolve(7);
  assert.equal(await second, 7);
});

test("after the last caller has gone the next one begins anew", async () => {
  const works = new SharedWorks<number>();
  const gone = signals();
  const first = works.run(
    "a",
    gone,
    ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  );
  gone.controller.abort(new Error("gone"));
  await assert.rejects(first, /gone/);
  assert.equal(await works.run("a", signals(), async () => 8), 8);
});

test("a failed work is not kept", async () => {
  const works = new SharedWorks<number>();
  await assert.rejects(
    works.run("a", signals(), async () => {
      throw new Error("damaged");
    }),
    /damaged/,
  );
  assert.equal(await works.run("a", signals(), async () => 9), 9);
});

test("who comes after a work has been sealed gets one of his own", async () => {
  const works = new SharedWorks<number>();
  const first = Promise.withResolvers<number>();
  const early = works.run("a", signals(), (_, seal) => {
    seal();
    return first.promise;
  });
  const late = works.run("a", signals(), async () => 2);
  first.resolve(1);
  assert.deepEqual([await early, await late], [1, 2]);
});

test("closing ends what is under way, sealed or not", async () => {
  const works = new SharedWorks<number>();
  const untilAborted = ({ signal }: { signal: AbortSignal }, seal?: () => void) => {
    seal?.();
    return new Promise<number>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  };
  const running = [works.run("a", signals(), untilAborted), works.run("b", signals(), (call) => untilAborted(call))];
  const ended = Promise.allSettled(running);
  await works.close(new Error("over"));
  assert.deepEqual(
    (await ended).map(({ status }) => status),
    ["rejected", "rejected"],
  );
});
