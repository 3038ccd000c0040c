import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { peakWindows } from "../../model/agent-status.ts";
import { CountPeaks } from "./count-peaks.ts";

const peaksAt = (peaks: CountPeaks, second: number) =>
  Object.fromEntries(peaks.at(second * 1000).map(({ window, count }) => [window, count]));

test("a spike of one second stands in each window for as long as that is", () => {
  const peaks = new CountPeaks();
  for (let second = 0; second <= 700; second++) peaks.add(second * 1000 + 400, second === 350 ? 9000 : 100);
  for (const [second, expected] of [
    [350.5, { "15s": 9000, "1m": 9000, "5m": 9000 }],
    [364, { "15s": 9000, "1m": 9000, "5m": 9000 }],
    [365, { "15s": 100, "1m": 9000, "5m": 9000 }],
    [410, { "15s": 100, "1m": 100, "5m": 9000 }],
  ] as const) {
    const watched = new CountPeaks();
    for (let at = 0; at <= second; at++) watched.add(at * 1000, at === 350 ? 9000 : 100);
    assert.deepEqual(peaksAt(watched, second), expected, `at ${second} s`);
  }
  assert.deepEqual(peaksAt(peaks, 700), { "15s": 100, "1m": 100, "5m": 100 });
});

test("a window that reaches back to before the first count holds what was counted since", () => {
  const peaks = new CountPeaks();
  assert.deepEqual(peaks.at(1000), []);
  peaks.add(100_000, 9);
  assert.deepEqual(peaksAt(peaks, 100), { "15s": 9, "1m": 9, "5m": 9 });
  for (let second = 101; second <= 160; second++) peaks.add(second * 1000, 3);
  assert.deepEqual(peaksAt(peaks, 160), { "15s": 3, "1m": 3, "5m": 9 });
});

test("a window in which nothing could be counted is left out, and the counts come back with the table", () => {
  const peaks = new CountPeaks();
  for (let second = 0; second <= 400; second++) peaks.add(second * 1000, 7);
  assert.deepEqual(peaksAt(peaks, 430), { "1m": 7, "5m": 7 });
  assert.deepEqual(peaksAt(peaks, 800), {});
  peaks.add(800_000, 3);
  assert.deepEqual(peaksAt(peaks, 800), { "15s": 3, "1m": 3, "5m": 3 });
});

test("looking changes nothing, however often and whenever", () => {
  const peaks = new CountPeaks();
  for (let second = 0; second <= 400; second++) peaks.add(second * 1000, second % 37);
  const first = peaks.at(400_000);
  peaks.at(900_000);
  peaks.at(100_000);
  assert.deepEqual(peaks.at(400_000), first);
});

test("each peak is the highest count of the seconds of its window", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(1500), fc.nat(1_000_000)), { minLength: 1, maxLength: 60 }), (steps) => {
      const peaks = new CountPeaks();
      const counts: { readonly second: number; readonly count: number }[] = [];
      let ms = 0;
      for (const [afterMs, count] of steps) {
        ms += afterMs;
        peaks.add(ms, count);
        counts.push({ second: Math.floor(ms / 1000), count });
      }
      const last = Math.floor(ms / 1000);
      for (const { id, seconds } of peakWindows) {
        const inWindow = counts.filter(({ second }) => second > last - seconds).map(({ count }) => count);
        assert.equal(peaks.at(ms).find(({ window }) => window === id)?.count, Math.max(...inWindow));
      }
    }),
  );
});
