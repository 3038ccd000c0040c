import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { ReceiveRing } from "./receive-ring.ts";

/** How many datagrams fit before one is emptied. */
function capacityOf(ring: ReceiveRing): number {
  let capacity = 0;
  while (capacity === 0 || ring.slot(capacity).byteOffset !== ring.slot(0).byteOffset) capacity++;
  return capacity;
}

test("a ring that nothing was put into is empty and running", () => {
  const ring = new ReceiveRing();
  assert.deepEqual([ring.filled, ring.emptied, ring.isStopped, ring.hasEnded], [0, 0, false, false]);
});

test("both sides of the same memory see the same datagrams", () => {
  const filler = new ReceiveRing();
  const emptier = new ReceiveRing(filler.memory);
  filler.slot(0).set([1, 2, 3]);
  filler.markFilled(3);
  assert.equal(emptier.filled, 1);
  assert.equal(emptier.lengthOf(0), 3);
  assert.deepEqual([...emptier.slot(0).subarray(0, 3)], [1, 2, 3]);
  emptier.markEmptied();
  assert.equal(filler.emptied, 1);
});

test("slots lie apart, and the first is used again after the last", () => {
  const ring = new ReceiveRing();
  const capacity = capacityOf(ring);
  for (let number = 0; number < capacity; number++) ring.slot(number).fill(number);
  for (let number = 0; number < capacity; number++) {
    const slot = ring.slot(number);
    assert.ok(
      slot.every((byte) => byte === number),
      `slot ${number} was overwritten`,
    );
  }
  assert.equal(ring.slot(capacity).byteOffset, ring.slot(0).byteOffset);
});

test("a full ring has a free slot again when one is emptied, and none when it is stopped", () => {
  const ring = new ReceiveRing();
  const capacity = capacityOf(ring);
  for (let number = 0; number < capacity; number++) {
    assert.equal(ring.waitForFreeSlot(), true);
    ring.markFilled(1);
  }
  ring.markEmptied();
  assert.equal(ring.waitForFreeSlot(), true);
  ring.markFilled(1);
  ring.stop();
  assert.equal(ring.waitForFreeSlot(), false);
});

test("whoever waits for a free slot in another thread is woken by the emptier", { timeout: 10_000 }, async () => {
  const ring = new ReceiveRing();
  for (let number = capacityOf(ring); number > 0; number--) ring.markFilled(1);
  const worker = new Worker(
    `const { parentPort, workerData } = require("node:worker_threads");
     import(workerData.path).then(({ ReceiveRing }) => {
       parentPort.postMessage("waiting");
       parentPort.postMessage(new ReceiveRing(workerData.memory).waitForFreeSlot());
     });`,
    { eval: true, workerData: { path: new URL("./receive-ring.ts", import.meta.url).href, memory: ring.memory } },
  );
  const answer = await new Promise((resolve, reject) => {
    worker.on("error", reject);
    worker.on("message", (message) => {
      if (message === "waiting") ring.markEmptied();
      else resolve(message);
    });
  });
  assert.equal(answer, true);
});

test("whoever waits for more is woken by a datagram and by the end", { timeout: 10_000 }, async () => {
  const ring = new ReceiveRing();
  const more = ring.waitForMore(0);
  ring.markFilled(1);
  await more;
  const end = ring.waitForMore(1);
  ring.markEnded();
  await end;
  assert.equal(ring.hasEnded, true);
});

test("a ring is as at its beginning for the next answer", () => {
  const ring = new ReceiveRing();
  ring.markFilled(7);
  ring.markEmptied();
  ring.markEnded();
  ring.stop();
  ring.reset();
  assert.deepEqual([ring.filled, ring.emptied, ring.isStopped, ring.hasEnded], [0, 0, false, false]);
});
