import assert from "node:assert/strict";
import { test } from "node:test";
import { collectedCounts } from "./collected-counts.ts";
import type { CountSample } from "./count-series.ts";
import { forecastTable } from "./forecast.ts";

const rising = (perSecond: number): readonly CountSample[] =>
  Array.from({ length: 20 }, (_, index) => ({
    monotonicMs: 7000 + index * 500,
    count: 2000 + Math.round((perSecond * index) / 2),
    max: 10_000,
  }));

test("a rise of what expires is no growth", () => {
  assert.equal(forecastTable(rising(150)).kind, "fills");
  assert.equal(forecastTable(collectedCounts(rising(150), 2000)).kind, "steady");
});

test("what lives and grows is growth still", () => {
  const { kind, slope } = forecastTable(collectedCounts(rising(250), rising(100).at(-1)!.count));
  assert.equal(kind, "fills");
  assert.ok(Math.abs(slope!.estimate - 100) < 2, `${slope?.estimate}`);
});

test("a walk that saw more than the count, one sample and none change nothing", () => {
  for (const samples of [rising(100), rising(100).slice(0, 1), []]) assert.deepEqual(collectedCounts(samples, 1e6), samples);
});
