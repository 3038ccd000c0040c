import assert from "node:assert/strict";
import { test } from "node:test";
import type { CountSample } from "./count-series.ts";
import { forecastBetweenWalks, type WalkedCount } from "./forecast-between-walks.ts";

const max = 262_144;

interface Shape {
  readonly seconds: number;
  /** Of entries that live. */
  readonly living: (second: number) => number;
  /** Entries that expire in a second and stay counted until the next walk. */
  readonly expiring?: number;
  readonly walkEverySeconds?: number;
}

function watched({ seconds, living, expiring = 0, walkEverySeconds }: Shape): readonly [readonly CountSample[], readonly WalkedCount[]] {
  const counts: CountSample[] = [];
  const walks: WalkedCount[] = [];
  let uncollected = 0;
  for (let second = 0; second <= seconds; second++) {
    const monotonicMs = second * 1000;
    counts.push({ monotonicMs, count: Math.round(living(second) + uncollected), max });
    if (walkEverySeconds !== undefined && second % walkEverySeconds === 0) {
      walks.push({ fromMs: monotonicMs + 1, untilMs: monotonicMs + 500, living: Math.round(living(second)) });
      uncollected = 0;
    }
    uncollected += expiring;
  }
  return [counts, walks];
}

const forecast = (shape: Shape) => forecastBetweenWalks(...watched(shape), 10);

test("a table that stands still is steady, however its count saws between walks", () => {
  assert.equal(forecast({ seconds: 200, living: () => 50_000, expiring: 300, walkEverySeconds: 30 }).kind, "steady");
});

test("a table that grows fills, and what expires beside that does not bring it nearer", () => {
  const { kind, secondsToFull } = forecast({ seconds: 200, living: (s) => 50_000 + 500 * s, expiring: 300, walkEverySeconds: 30 });
  assert.equal(kind, "fills");
  const expected = (max - 150_000) / 500;
  assert.ok(Math.abs((secondsToFull?.estimate ?? 0) - expected) < expected * 0.2, `${secondsToFull?.estimate} s, not ${expected}`);
});

test("a rise that began after the last walk may be what has expired, until the next walk tells", () => {
  const rising = (until: number): Shape => ({
    ...{ seconds: until, walkEverySeconds: 60 },
    living: (s) => 50_000 + Math.max(0, s - 122) * 400,
  });
  const before = forecast(rising(150));
  assert.deepEqual([before.kind, before.mayHaveExpired], ["no-trend", true]);
  assert.equal(forecast(rising(200)).kind, "fills");
});

test("a rise that is faster than anything in the table can have expired is growth at once", () => {
  assert.equal(forecast({ seconds: 150, walkEverySeconds: 60, living: (s) => 500 + Math.max(0, s - 122) * 400 }).kind, "fills");
});

test("a table that is not walked is judged by its counts alone", () => {
  const rising = forecast({ seconds: 60, living: (s) => 50_000 + 500 * s });
  assert.deepEqual([rising.kind, rising.mayHaveExpired], ["no-trend", true]);
  assert.equal(forecast({ seconds: 400, living: (s) => 50_000 + 400 * s }).kind, "fills");
});

test("a table that has just been looked at has no forecast, and no counts are none", () => {
  assert.equal(forecast({ seconds: 1, living: () => 10, walkEverySeconds: 30 }).kind, "too-short");
  assert.equal(forecastBetweenWalks([], [{ fromMs: 0, untilMs: 1, living: 3 }], 10).kind, "too-short");
});

test("a full table is full, walked or not", () => {
  for (const walkEverySeconds of [20, undefined] as const) {
    const shape = { seconds: 60, living: () => max, ...(walkEverySeconds === undefined ? {} : { walkEverySeconds }) };
    assert.equal(forecast(shape).kind, "full");
  }
});
