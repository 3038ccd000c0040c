import assert from "node:assert/strict";
import { test } from "node:test";
import { takeKlogctlText } from "./klogctl-ring.ts";

const line = (second: number) => `<4>[${String(second).padStart(5)}.000000] nf_conntrack: table full, dropping packet\n`;
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => line(from + index)).join("");

function take(text: string, marker?: readonly string[]) {
  return takeKlogctlText(new TextEncoder().encode(text), marker, { collectedAtMs: 1_800_000_000_000, bootedAtMs: 0 });
}

function markerOf(text: string): readonly string[] {
  const { cursor } = take(text);
  assert.equal(cursor.kind, "marker");
  return cursor.kind === "marker" ? cursor.lines : [];
}

const polls: readonly {
  readonly what: string;
  readonly earlier: string;
  readonly later: string;
  readonly seconds: readonly number[];
  readonly hasGap: boolean;
}[] = [
  { what: "nothing was added", earlier: lines(1, 20), later: lines(1, 20), seconds: [], hasGap: false },
  { what: "two lines were added", earlier: lines(1, 20), later: lines(1, 22), seconds: [21, 22], hasGap: false },
  { what: "the beginning scrolled out", earlier: lines(1, 20), later: lines(10, 22), seconds: [21, 22], hasGap: false },
  { what: "only the last line that was seen is left", earlier: lines(1, 20), later: lines(20, 22), seconds: [21, 22], hasGap: false },
  { what: "exactly all that was seen scrolled out", earlier: lines(1, 20), later: lines(21, 22), seconds: [21, 22], hasGap: true },
  { what: "more than was seen scrolled out", earlier: lines(1, 20), later: lines(30, 31), seconds: [30, 31], hasGap: true },
  { what: "the ring was empty and stays so", earlier: "", later: "", seconds: [], hasGap: false },
  { what: "the ring was empty", earlier: "", later: lines(1, 2), seconds: [1, 2], hasGap: false },
  { what: "the ring was shorter than a marker", earlier: lines(1, 1), later: lines(1, 2), seconds: [2], hasGap: false },
  { what: "someone cleared the ring", earlier: lines(1, 20), later: "", seconds: [], hasGap: true },
];

for (const { what, earlier, later, seconds, hasGap } of polls)
  test(`${what}: ${seconds.length} unseen records${hasGap ? ", with a gap" : ""}`, () => {
    const reading = take(later, markerOf(earlier));
    assert.deepEqual(
      reading.records.map(({ bootSeconds }) => bootSeconds),
      seconds,
    );
    assert.equal(reading.hasGap, hasGap);
    assert.equal(reading.lost, hasGap ? 1 : 0);
  });

test("a marker is found by whole lines, not inside one that quotes it", () => {
  const seen = "<4>[    1.000000] a\n";
  const quoting = `<12>[    2.000000] x <4>[    1.000000] a\n`;
  assert.equal(take(seen + quoting + line(3), markerOf(seen)).records.length, 1);
  assert.equal(take(quoting + line(3), markerOf(seen)).hasGap, true);
});

test("bytes outside ASCII do not move the place where the marker ends", () => {
  const seen = "<4>[    1.000000] café ✓\n";
  assert.deepEqual(
    take(seen + lines(2, 3), markerOf(seen)).records.map(({ bootSeconds }) => bootSeconds),
    [2, 3],
  );
});

test("how far back the ring reaches is told by a whole reading only", () => {
  assert.equal(take(lines(5, 9)).oldestAtMs, 5000);
  assert.equal(take(lines(5, 9), markerOf(lines(1, 8))).oldestAtMs, undefined);
});
