import assert from "node:assert/strict";
import { test } from "node:test";
import { ToolFailure } from "./tool-failure.ts";
import { Turns } from "./turns.ts";

const { signal } = new AbortController();

test("whoever waits comes in the order of asking, and is told that he waits", async () => {
  const turns = new Turns(1);
  const giveBack = await turns.take(signal, () => assert.fail("there was a turn"));
  const order: number[] = [];
  let told = 0;
  const waiting = [1, 2].map(async (number) => {
    const back = await turns.take(signal, () => told++);
    order.push(number);
    back();
  });
  assert.equal(told, 2);
  assert.deepEqual(turns.size, { running: 1, waiting: 2 });
  giveBack();
  await Promise.all(waiting);
  assert.deepEqual([order, turns.size], [[1, 2], { running: 0, waiting: 0 }]);
});

test("a turn is given back once, however often that is said", async () => {
  const turns = new Turns(2);
  const first = await turns.take(signal);
  await turns.take(signal);
  first();
  first();
  assert.equal(turns.size.running, 1);
});

test("who is taken back leaves the queue, and holds no turn", async () => {
  const turns = new Turns(1);
  const giveBack = await turns.take(signal);
  const stopping = new AbortController();
  const waiting = turns.take(stopping.signal);
  const reason = new Error("gone");
  stopping.abort(reason);
  await assert.rejects(waiting, reason);
  await assert.rejects(turns.take(stopping.signal), reason);
  giveBack();
  assert.deepEqual(turns.size, { running: 0, waiting: 0 });
});

test("where too many wait, the next one is refused", async () => {
  const turns = new Turns(1, 1);
  const giveBack = await turns.take(signal);
  const waiting = turns.take(signal);
  await assert.rejects(turns.take(signal), (error) => error instanceof ToolFailure && error.code === "busy");
  giveBack();
  (await waiting)();
});
