import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Forecast } from "../../model/forecast.ts";
import type { CountSample } from "./count-series.ts";
import { forecastTable } from "./forecast.ts";
import { type SeriesShape, seriesOf } from "./series.case.ts";

const max = 262_144;
const everyTwo = { everySeconds: 2 };

interface ForecastCase extends Partial<SeriesShape> {
  readonly name: string;
  readonly entriesAt: (seconds: number) => number;
  readonly kind: Forecast["kind"];
  /** What must be near the estimate, within a tenth of it. */
  readonly secondsToFull?: number;
  readonly levelsOffAt?: number;
}

const sawTooth = (seconds: number) => 50_000 + (seconds % 100) * 500;
const plateau = (level: number, lifetime: number) => (seconds: number) => level * (1 - Math.exp(-seconds / lifetime));
const day = (seconds: number) => 100_000 + 60_000 * Math.sin((2 * Math.PI * seconds) / 86_400);

const cases: readonly ForecastCase[] = [
  { name: "a ramp fills", entriesAt: (t) => 50_000 + 300 * t, kind: "fills", secondsToFull: 589 },
  { name: "a table that stands still is steady", entriesAt: () => 50_000, kind: "steady" },
  { name: "a table that empties falls", entriesAt: (t) => 200_000 - 500 * t, kind: "falls" },
  { name: "a jump that is over is steady at what it came to", entriesAt: (t) => (t < 60 ? 50_000 : 120_000), kind: "steady" },
  { name: "rollouts that come and go have no trend", entriesAt: sawTooth, samples: 300, kind: "no-trend" },
  { name: "nor have they in the middle of the third", entriesAt: sawTooth, samples: 125, kind: "no-trend" },
  { name: "a burst that is over leaves no trend", entriesAt: (t) => (t > 60 && t < 80 ? 150_000 : 50_000), kind: "no-trend" },
  {
    name: "a leak that begins after long quiet is judged by itself",
    entriesAt: (t) => 50_000 + Math.max(0, t - 400) * 200,
    samples: 250,
    kind: "fills",
    secondsToFull: 962,
  },
  { name: "growth that dies away levels off", entriesAt: plateau(180_000, 120), samples: 90, kind: "levels-off", levelsOffAt: 180_000 },
  {
    name: "growth that dies away above the limit fills, along its curve",
    entriesAt: plateau(380_000, 120),
    samples: 60,
    kind: "fills",
    secondsToFull: 22,
  },
  {
    name: "a table of one lifetime that has come to its end is steady",
    entriesAt: (t) => Math.min(t, 120) * 1000,
    samples: 100,
    kind: "steady",
  },
  { name: "a day and a quarter is a wave", entriesAt: day, samples: 1800, everySeconds: 60, kind: "no-trend" },
  { name: "a small table of a small limit fills", entriesAt: (t) => 100 + 3 * t, max: 1000, kind: "fills", secondsToFull: 182 },
];

for (const { name, kind, secondsToFull, levelsOffAt, ...shape } of cases) {
  test(name, () => {
    const forecast = forecastTable(seriesOf({ samples: 60, ...everyTwo, ...shape }));
    assert.equal(forecast.kind, kind, forecast.because);
    for (const [expected, band] of [
      [secondsToFull, forecast.secondsToFull],
      [levelsOffAt, forecast.levelsOffAt],
    ] as const) {
      if (expected === undefined) continue;
      assert.ok(band !== undefined && Math.abs(band.estimate / expected - 1) < 0.1, `${JSON.stringify(band)} for ${expected}`);
      assert.ok(band.low <= band.estimate && band.estimate <= band.high);
    }
  });
}

test("a table that doubles between its last two samples is no trend yet, and its headroom is what the jump would leave", () => {
  const forecast = forecastTable(seriesOf({ entriesAt: (t) => (t >= 118 ? 100_000 : 50_000), samples: 60, ...everyTwo }));
  assert.equal(forecast.kind, "no-trend");
  assert.ok(Math.abs(forecast.burstHeadroomSeconds! - 6.5) < 0.5, `${forecast.burstHeadroomSeconds}`);
});

const ramp = seriesOf({ entriesAt: (t) => 50_000 + 300 * t, samples: 60, ...everyTwo });

test("one sample is too short, and so are four and a moment; without a sample there is nothing to say", () => {
  for (const samples of [[], ramp.slice(0, 1), ramp.slice(0, 4), ramp.map((sample, index) => ({ ...sample, monotonicMs: index * 50 }))])
    assert.equal(forecastTable(samples).kind, "too-short");
});

test("a full table is full whatever its samples, and fills in no time", () => {
  for (const samples of [[{ monotonicMs: 0, count: max, max }], ramp.map((sample) => ({ ...sample, count: max }))]) {
    const { kind, secondsToFull } = forecastTable(samples);
    assert.deepEqual([kind, secondsToFull?.estimate], ["full", 0]);
  }
});

test("a table at its limit that evicts is full, and grows by what it evicts", () => {
  const samples = ramp.map((sample) => ({ ...sample, count: max - 20, earlyDrops: 400 }));
  const { kind, slope } = forecastTable(samples);
  assert.deepEqual([kind, Math.round(slope?.estimate ?? 0)], ["full", 200]);
});

test("a table without a limit is unlimited and never full", () => {
  const { kind, secondsToFull, slope } = forecastTable(ramp.map((sample) => ({ ...sample, max: 0 })));
  assert.deepEqual([kind, secondsToFull], ["unlimited", undefined]);
  assert.ok(Math.abs(slope!.estimate - 300) < 10);
});

test("after the limit was changed the room to the present one counts", () => {
  const raised = ramp.map((sample, index) => (index < 30 ? { ...sample, max: 100_000 } : sample));
  assert.deepEqual(forecastTable(raised).secondsToFull, forecastTable(ramp).secondsToFull);
});

test("samples out of order, twice, with gaps or with no number in them tell the same", () => {
  const straight = forecastTable(ramp);
  const shuffled = ramp.toSorted((a, b) => ((a.monotonicMs * 7919) % 101) - ((b.monotonicMs * 7919) % 101));
  assert.deepEqual(forecastTable(shuffled), straight);
  assert.deepEqual(forecastTable(ramp.flatMap((sample) => [{ ...sample, count: 1 }, sample])), straight);
  assert.deepEqual(forecastTable([...ramp, { monotonicMs: Number.NaN, count: 1, max }, { monotonicMs: 5, count: -1, max }]), straight);
  const gap = forecastTable(ramp.filter((_, index) => index < 20 || index > 40));
  assert.equal(gap.kind, "fills");
  assert.ok(Math.abs(gap.secondsToFull!.estimate / straight.secondsToFull!.estimate - 1) < 0.05);
});

test("a hundred thousand samples cost no more pairs than some hundreds, and tell the same trend", () => {
  const { kind, slope, samples } = forecastTable(seriesOf({ entriesAt: (t) => 50_000 + 0.5 * t, samples: 100_000, ...everyTwo }));
  assert.deepEqual([kind, samples], ["fills", 100_000]);
  assert.ok(Math.abs(slope!.estimate - 0.5) < 0.01);
});

const sample: fc.Arbitrary<CountSample> = fc.record(
  {
    monotonicMs: fc.oneof(fc.integer({ min: 0, max: 1e9 }), fc.constant(Number.NaN)),
    count: fc.integer({ min: -1, max: 2 ** 31 }),
    max: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2 ** 31 - 1 })),
    earlyDrops: fc.nat(1e6),
  },
  { requiredKeys: ["monotonicMs", "count", "max"] },
);

test("whatever the samples, a forecast is made whose bands are in order and hold no broken number", () => {
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 60 }), (samples) => {
      const forecast = forecastTable(samples);
      for (const band of [forecast.slope, forecast.secondsToFull, forecast.levelsOffAt]) {
        if (band === undefined) continue;
        assert.ok(band.low <= band.estimate && band.estimate <= band.high, `${JSON.stringify(band)} ${forecast.because}`);
      }
      assert.ok(forecast.because !== "" && !/NaN|undefined|Infinity/.test(forecast.because), forecast.because);
      if (forecast.burstHeadroomSeconds !== undefined) assert.ok(forecast.burstHeadroomSeconds >= 0);
    }),
    { numRuns: 500 },
  );
});
