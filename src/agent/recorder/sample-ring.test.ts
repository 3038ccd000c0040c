import assert from "node:assert/strict";
import { test } from "node:test";
import { IncidentSamples, startLine } from "./incident-samples.ts";
import { type SampleLine, SampleRing } from "./sample-ring.ts";

function lineAt(second: number, padding = 0): SampleLine {
  const at = new Date(second * 1000).toISOString();
  return { atMs: second * 1000, monotonicMs: second * 1000, text: JSON.stringify({ type: "sample", at, padding: "x".repeat(padding) }) };
}

const seconds = (lines: readonly SampleLine[]) => lines.map(({ monotonicMs }) => monotonicMs / 1000);

test("a ring holds the stated time", () => {
  const ring = new SampleRing({ seconds: 10, bytes: 1_000_000 });
  for (let second = 1; second <= 100; second += 3) ring.push(lineAt(second));
  assert.deepEqual(seconds(ring.since(Number.NEGATIVE_INFINITY)), [91, 94, 97, 100]);
  assert.deepEqual(seconds(ring.since(94_000)), [97, 100]);
});

test("a ring holds the stated memory, and what it says it holds is what is in it", () => {
  const ring = new SampleRing({ seconds: 900, bytes: 5000 });
  for (let second = 1; second <= 100; second++) {
    ring.push(lineAt(second, second * 10));
    const held = ring.since(Number.NEGATIVE_INFINITY).reduce((sum, { text }) => sum + Buffer.byteLength(text) + 1, 0);
    assert.equal(ring.bytes, held);
    assert.ok(held <= 5000);
  }
  ring.push(lineAt(101, 6000));
  assert.deepEqual([ring.bytes, ring.since(0).length], [0, 0]);
});

test("a long incident keeps its beginning and what the ring has, and says what is missing between", () => {
  const ring = new SampleRing({ seconds: 100, bytes: 1_000_000 });
  for (let second = 1; second <= 20; second++) ring.push(lineAt(second));
  const samples = new IncidentSamples(ring.since(0), 3000);
  for (let second = 21; second <= 500; second++) {
    ring.push(lineAt(second));
    samples.take(lineAt(second));
  }
  const records: readonly { type: string; at: string; from?: string; to?: string }[] = samples.all(ring).map((line) => JSON.parse(line));
  const gap = records.findIndex(({ type }) => type === "gap");
  assert.ok(gap >= 20);
  assert.equal(records[gap]?.from, records[gap - 1]?.at);
  assert.equal(records[gap]?.to, records[gap + 1]?.at);
  assert.equal(records.length - gap - 1, 101);
  assert.ok(records.slice(0, gap).reduce((sum, record) => sum + JSON.stringify(record).length + 1, 0) <= 3000);
});

test("an incident that all fits has each sample once", () => {
  const ring = new SampleRing({ seconds: 100, bytes: 1_000_000 });
  const samples = new IncidentSamples([], 1_000_000, [lineAt(1).text]);
  for (let second = 21; second <= 500; second++) {
    ring.push(lineAt(second));
    samples.take(lineAt(second));
  }
  assert.deepEqual([samples.written.length, samples.all(ring).length], [1, 480]);
});

test("the first line tells how far apart the samples are", () => {
  const lines = [5, 10, 15, 20].map((second) => lineAt(second).text);
  const { intervalSeconds, node, at } = JSON.parse(startLine("node-a", "1", 0, lines));
  assert.deepEqual([intervalSeconds, node, at], [5, "node-a", "1970-01-01T00:00:05.000Z"]);
  assert.equal(JSON.parse(startLine("node-a", "1", 0, [])).intervalSeconds, 1);
});
