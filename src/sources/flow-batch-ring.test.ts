import assert from "node:assert/strict";
import { test } from "node:test";
import { createFlowBatch, type FlowBatch } from "../model/flow-batch.ts";
import { FlowBatchRing, rowsPerSlot } from "./flow-batch-ring.ts";

/** A batch whose every number tells which batch, row and column it belongs to. */
function numberedBatch(number: number, length: number): FlowBatch {
  const batch = createFlowBatch(rowsPerSlot);
  batch.length = length;
  columnsOf(batch).forEach(([, column], place) => {
    for (let at = 0; at < column.length; at++) column[at] = number * 1_000_003 + place * 7919 + at;
  });
  return batch;
}

function columnsOf(batch: FlowBatch) {
  return Object.entries(batch).filter(([, value]) => ArrayBuffer.isView(value)) as [string, Uint8Array | Uint16Array | Uint32Array][];
}

function rowsOf(batch: FlowBatch): Record<string, number[]> {
  const perRow = (column: { readonly length: number }) => column.length / batch.capacity;
  return Object.fromEntries(columnsOf(batch).map(([name, column]) => [name, [...column.subarray(0, batch.length * perRow(column))]]));
}

test("every column of every row comes out of the ring as it was put in, in order, also when it has been round several times", () => {
  const filler = new FlowBatchRing();
  const emptier = new FlowBatchRing(filler.memory);
  for (let number = 0; number < 300; number++) {
    const batch = numberedBatch(number, 1 + ((number * 37) % rowsPerSlot));
    filler.put(batch);
    const taken = emptier.take();
    assert.ok(taken);
    assert.equal(taken.length, batch.length);
    assert.deepEqual(rowsOf(taken), rowsOf(batch));
    emptier.markEmptied();
  }
});

test("a batch without rows is not the end, and the end comes behind the last batch", () => {
  const ring = new FlowBatchRing();
  ring.put(numberedBatch(1, 3));
  ring.put(numberedBatch(2, 0));
  ring.put(numberedBatch(3, 4));
  ring.end();
  const lengths: number[] = [];
  for (let batch = ring.take(); batch !== undefined; batch = ring.take()) {
    lengths.push(batch.length);
    ring.markEmptied();
  }
  assert.deepEqual(lengths, [3, 4]);
});

test("whoever fills waits for room, and is refused where there is none", async () => {
  const ring = new FlowBatchRing();
  let filled = 0;
  assert.throws(() => {
    for (; filled < 10_000; filled++) ring.put(numberedBatch(filled, 1));
  }, RangeError);
  let hasRoom = false;
  const waiting = ring.waitForRoom(2).then(() => {
    hasRoom = true;
  });
  ring.take();
  ring.markEmptied();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(hasRoom, false, "one slot is not two");
  ring.markEmptied();
  await waiting;
  ring.put(numberedBatch(0, 1));
  ring.put(numberedBatch(0, 1));
});

test("a stopped ring keeps neither side waiting", { timeout: 10_000 }, async () => {
  const ring = new FlowBatchRing();
  ring.stop();
  assert.equal(ring.take(), undefined);
  await ring.waitForRoom(1_000_000);
});

test("more rows than a slot has are refused, and not cut", () => {
  const large = createFlowBatch(rowsPerSlot + 1);
  large.length = rowsPerSlot + 1;
  assert.throws(() => new FlowBatchRing().put(large), RangeError);
});
