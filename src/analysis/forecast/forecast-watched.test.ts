import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { forecastTable } from "./forecast.ts";
import { forecastWatched, type WatchedCount } from "./forecast-watched.ts";

interface RecordedSeries {
  readonly max: number;
  readonly samples: readonly (readonly [milliseconds: number, count: number])[];
}

const path = new URL("../../../fixtures/series/uncollected.json", import.meta.url);
const { max, samples } = JSON.parse(readFileSync(path, "utf8")) as RecordedSeries;
const uncollected: readonly WatchedCount[] = samples
  .filter((_, index) => index % 8 === 0)
  .map(([monotonicMs, count]) => ({ monotonicMs, count, max }));

function ramp(seconds: number, perSecond: number, isWalked: boolean, from = 50_000): readonly WatchedCount[] {
  return Array.from({ length: seconds / 2 + 1 }, (_, index) => ({
    ...{ monotonicMs: index * 2000, count: from + Math.round(2 * index * perSecond), max: 262_144 },
    ...(isWalked ? { isWalked } : {}),
  }));
}

test("no part of a recorded saw-tooth of expired entries fills a table", () => {
  let alarms = 0;
  for (let from = 0; from < uncollected.length; from++) {
    for (let upTo = from + 5; upTo <= uncollected.length; upTo++) {
      const part = uncollected.slice(from, upTo);
      if (forecastTable(part).kind === "fills") alarms++;
      const { kind, because } = forecastWatched(part);
      assert.notEqual(kind, "fills", `${from} to ${upTo}: ${because}`);
    }
  }
  assert.ok(alarms > 0, "the saw-tooth alarms nobody");
});

for (const [name, counts, kind] of [
  ["growth that walks saw fills at once", ramp(20, 300, true), "fills"],
  ["growth of bare counts may be what has expired", ramp(20, 300, false), "no-trend"],
  ["growth of bare counts that outlasts the collector fills", ramp(240, 300, false), "fills"],
  ["bare counts that stand still are steady", ramp(20, 0, false), "steady"],
  ["bare counts that fall do so", ramp(20, -300, false), "falls"],
] as const) {
  test(name, () => {
    const forecast = forecastWatched(counts);
    assert.equal(forecast.kind, kind, forecast.because);
  });
}

test("a doubted rise keeps its slope and tells no time", () => {
  const { slope, secondsToFull, burstHeadroomSeconds } = forecastWatched(ramp(20, 300, false));
  assert.ok(Math.abs(slope!.estimate - 300) < 1);
  assert.equal(secondsToFull, undefined);
  assert.ok(burstHeadroomSeconds! > 0);
});

test("what the first walk of a table collects is no fall, and hides no growth", () => {
  const [first, ...rest] = ramp(20, 300, true);
  const { kind, slope } = forecastWatched([{ ...first!, count: first!.count + 20_000 }, ...rest]);
  assert.equal(kind, "fills");
  assert.ok(Math.abs(slope!.estimate - 300) < 15, `${slope?.estimate}`);
});

test("counts before the first walk are left out", () => {
  const before = ramp(10, 1000, false).map((sample) => ({ ...sample, monotonicMs: sample.monotonicMs - 12_000 }));
  assert.equal(forecastWatched([...before, ...ramp(20, 0, true)]).kind, "steady");
});
