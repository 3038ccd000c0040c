import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { forecastTable } from "./forecast.ts";

interface RecordedSeries {
  readonly max: number;
  readonly samples: readonly (readonly [milliseconds: number, count: number])[];
}

function readSeries(name: string) {
  const path = new URL(`../../../fixtures/series/${name}.json`, import.meta.url);
  const { max, samples } = JSON.parse(readFileSync(path, "utf8")) as RecordedSeries;
  return samples.map(([monotonicMs, count]) => ({ monotonicMs, count, max }));
}

for (const [name, kind] of [
  ["churn", "no-trend"],
  ["rollouts", "no-trend"],
  ["uncollected", "no-trend"],
] as const) {
  test(`the whole of the recorded ${name} is ${kind}`, () => {
    const forecast = forecastTable(readSeries(name));
    assert.equal(forecast.kind, kind, forecast.because);
  });
}

test("half of a recorded leak tells within a tenth when the rest of it will have filled the table", () => {
  const samples = readSeries("leak");
  const fullAtMs = samples.find(({ count, max }) => count >= max)!.monotonicMs;
  const seen = samples.filter(({ monotonicMs }) => monotonicMs < fullAtMs / 2);
  const { kind, secondsToFull } = forecastTable(seen);
  const truth = (fullAtMs - seen.at(-1)!.monotonicMs) / 1000;
  assert.equal(kind, "fills");
  assert.ok(Math.abs(secondsToFull!.estimate / truth - 1) < 0.1, `${secondsToFull?.estimate} for ${truth}`);
});

test("a recorded growth that dies away never has a certain end above where it stops", () => {
  const samples = readSeries("plateau");
  for (let seen = samples.length / 2; seen <= samples.length; seen += 8) {
    const { kind, secondsToFull, because } = forecastTable(samples.slice(0, seen));
    assert.ok(kind !== "fills" || secondsToFull?.high === Number.POSITIVE_INFINITY, because);
  }
});
