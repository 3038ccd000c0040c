import { readdirSync, readFileSync } from "node:fs";
import { type CountSample, orderedSamples } from "../src/analysis/forecast/count-series.ts";
import { forecastTable } from "../src/analysis/forecast/forecast.ts";
import { randomNumbers } from "../src/analysis/forecast/series.case.ts";
import type { Forecast } from "../src/model/forecast.ts";
import type { Benchmark } from "./benchmark.ts";
import { median } from "./measure-process.ts";

/** A series whose future is known: each forecast is made from what came before a moment and held against what came after it. */
interface KnownSeries {
  readonly name: string;
  readonly samples: readonly CountSample[];
  readonly max: number;
  /** Seconds from the beginning; missing where it never fills. */
  readonly fullAt?: number;
  /** Before that the growth which fills it has not begun, and nobody could know. */
  readonly begunAt?: number;
  /** Where it stops. */
  readonly level?: number;
  readonly isRecorded: boolean;
}

interface Moment {
  readonly series: KnownSeries;
  readonly at: number;
  readonly forecast: Forecast;
}

const max = 262_144;

interface Shape {
  readonly name: string;
  readonly entriesAt: (seconds: number) => number;
  readonly seconds: number;
  readonly everySeconds: number;
  readonly begunAt?: number;
  readonly level?: number;
}

/** 0 before the beginning, then the seconds since. */
const since = (begin: number) => (seconds: number) => Math.max(0, seconds - begin);
const lateLeak = since(400);
const afterJump = since(120);
const approach = (level: number, lifetime: number) => (seconds: number) => level * (1 - Math.exp(-seconds / lifetime));

const shapes: readonly Shape[] = [
  { name: "ramp, 10 minutes", entriesAt: (t) => 60_000 + 340 * t, seconds: 580, everySeconds: 2, begunAt: 0 },
  { name: "ramp, 4 hours", entriesAt: (t) => 60_000 + 14 * t, seconds: 14_000, everySeconds: 15, begunAt: 0 },
  { name: "quiet, then a leak", entriesAt: (t) => 60_000 + 200 * lateLeak(t), seconds: 1350, everySeconds: 2, begunAt: 400 },
  {
    name: "jump, then a leak",
    entriesAt: (t) => (t < 120 ? 40_000 : 90_000) + 150 * afterJump(t),
    seconds: 1200,
    everySeconds: 2,
    begunAt: 120,
  },
  { name: "slowing, above the limit", entriesAt: approach(400_000, 300), seconds: 310, everySeconds: 2, begunAt: 0 },
  { name: "stands still", entriesAt: () => 120_000, seconds: 900, everySeconds: 2 },
  { name: "jump", entriesAt: (t) => (t < 200 ? 60_000 : 150_000), seconds: 900, everySeconds: 2 },
  { name: "rollouts (saw-tooth)", entriesAt: (t) => 60_000 + (t % 180) * 500, seconds: 1800, everySeconds: 2 },
  {
    name: "days (wave)",
    entriesAt: (t) => 120_000 + 80_000 * Math.sin((2 * Math.PI * t) / 86_400),
    seconds: 3 * 86_400,
    everySeconds: 300,
  },
  {
    name: "burst",
    entriesAt: (t) => 60_000 + (t > 300 && t < 340 ? 120_000 * Math.sin((Math.PI * (t - 300)) / 40) : 0),
    seconds: 900,
    everySeconds: 2,
  },
  { name: "slowing, below the limit", entriesAt: approach(180_000, 120), seconds: 600, everySeconds: 2, level: 180_000 },
  { name: "one lifetime", entriesAt: (t) => Math.min(t, 120) * 1500, seconds: 600, everySeconds: 2, level: 180_000 },
];

const seeds = 20;
const momentsPerSeries = 12;

/** How long a deviation of the count lasts: as long as the connections do that made it. */
const noiseSeconds = 30;

function synthetic({ name, entriesAt, seconds, everySeconds, begunAt, level }: Shape, seed: number): KnownSeries {
  const random = randomNumbers(seed);
  const normal = () => Math.sqrt(-2 * Math.log(random() + Number.MIN_VALUE)) * Math.cos(2 * Math.PI * random());
  const stays = Math.exp(-everySeconds / noiseSeconds);
  let noise = normal();
  const samples: CountSample[] = [];
  let fullAt: number | undefined;
  for (let at = 0; at <= seconds * 2; at += everySeconds) {
    const entries = entriesAt(at);
    if (fullAt === undefined && entries >= max) fullAt = at;
    noise = stays * noise + Math.sqrt(1 - stays * stays) * normal();
    if (at <= seconds)
      samples.push({ monotonicMs: at * 1000, count: Math.min(max, Math.round(entries + noise * Math.sqrt(entries))), max });
  }
  return {
    ...{ name, samples, max, isRecorded: false },
    ...(begunAt === undefined || fullAt === undefined ? {} : { begunAt, fullAt }),
    ...(level === undefined ? {} : { level }),
  };
}

interface SeriesFile {
  readonly name: string;
  readonly max: number;
  readonly samples: readonly (readonly [milliseconds: number, count: number])[];
}

function recorded(): readonly KnownSeries[] {
  const folder = "fixtures/series";
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .toSorted()
    .map((file) => {
      const series = JSON.parse(readFileSync(`${folder}/${file}`, "utf8")) as SeriesFile; // our own recording
      const fullAtMs = series.samples.find(([, count]) => count >= series.max)?.[0];
      const samples = series.samples.map(([monotonicMs, count]) => ({ monotonicMs, count, max: series.max }));
      return {
        ...{ name: `recorded: ${series.name}`, samples, max: series.max, isRecorded: true },
        ...(fullAtMs === undefined ? {} : { fullAt: fullAtMs / 1000, begunAt: 0 }),
        ...(series.name === "plateau" ? { level: median(series.samples.slice(-20).map(([, count]) => count)) } : {}),
      };
    });
}

/** Moments spread over the series, each with at least a tenth of it before; none after it is full. */
function momentsOf(series: KnownSeries): readonly Moment[] {
  const { samples, fullAt = Number.POSITIVE_INFINITY } = series;
  return Array.from({ length: momentsPerSeries }, (_, number) =>
    Math.floor(samples.length * (0.1 + (0.9 * number) / momentsPerSeries)),
  ).flatMap((end) => {
    const seen = samples.slice(0, end);
    const at = seen.at(-1)!.monotonicMs / 1000;
    return at >= fullAt ? [] : [{ series, at, forecast: forecastTable(seen) }];
  });
}

/** An alarm is a forecast that it fills within a quarter of an hour, or within as long as it was watched, whichever is longer. */
const alarmSeconds = 900;

function isAlarm({ forecast: { kind, secondsToFull, overSeconds } }: Moment): boolean {
  return kind === "fills" && (secondsToFull?.estimate ?? Number.POSITIVE_INFINITY) <= Math.max(alarmSeconds, overSeconds);
}

/** One that says neither that growth slows nor that it may stop. */
function isUnreservedAlarm(moment: Moment): boolean {
  return isAlarm(moment) && Number.isFinite(moment.forecast.secondsToFull?.high);
}

/** Growth that has been there for a third of all the time that was watched can be known. */
function isKnowable({ series: { begunAt }, at }: Moment): boolean {
  return begunAt !== undefined && at - begunAt >= at / 3;
}

interface Score {
  readonly error: number;
  readonly outside: number;
  readonly missed: number;
  readonly falseAlarms: number;
  readonly unreserved: number;
  readonly levelError: number;
}

function scoreOf(moments: readonly Moment[]): Score {
  const filling = moments.filter(isKnowable);
  const told = filling.filter(({ forecast }) => forecast.kind === "fills");
  const truth = ({ series, at }: Moment) => series.fullAt! - at;
  const quiet = moments.filter(({ series }) => series.fullAt === undefined);
  const levels = moments.flatMap(({ series: { level }, forecast: { levelsOffAt } }) =>
    level === undefined || levelsOffAt === undefined ? [] : [Math.abs(levelsOffAt.estimate / level - 1)],
  );
  return {
    error: median(told.map((moment) => Math.abs(moment.forecast.secondsToFull!.estimate - truth(moment)) / truth(moment))),
    outside: part(told, (moment) => {
      const { low, high } = moment.forecast.secondsToFull!;
      return truth(moment) < low || truth(moment) > high;
    }),
    missed: part(filling, ({ forecast }) => forecast.kind !== "fills"),
    falseAlarms: part(quiet, isAlarm),
    unreserved: part(quiet, isUnreservedAlarm),
    levelError: median(levels),
  };
}

function part(moments: readonly Moment[], holds: (moment: Moment) => boolean): number {
  return moments.length === 0 ? 0 : moments.filter(holds).length / moments.length;
}

/** What each shape was told to be, for whoever wants to make it better. */
function stageOf(name: string, moments: readonly Moment[]): { readonly stage: string; readonly figure: string } {
  const { error, outside, missed, falseAlarms, levelError } = scoreOf(moments);
  const kinds = Map.groupBy(moments, ({ forecast }) => forecast.kind);
  const said = [...kinds].map(([kind, of]) => `${kind} ${percent(of.length / moments.length)}`).join(", ");
  const score = moments.some(({ series }) => series.fullAt !== undefined)
    ? `error ${percent(error)}, outside its band ${percent(outside)}, missed ${percent(missed)}`
    : `false alarms ${percent(falseAlarms)}${Number.isNaN(levelError) ? "" : `, error of the level ${percent(levelError)}`}`;
  return { stage: `${name} (${moments.length} forecasts)`, figure: `${score}; said: ${said}` };
}

function percent(ratio: number): string {
  return Number.isNaN(ratio) ? "–" : `${(ratio * 100).toFixed(0)} %`;
}

/** The longest that anything here is watched: a sample a second for a day. */
function millisecondsOfLongest(): number {
  const series = synthetic({ name: "", entriesAt: (t) => 60_000 + t, seconds: 86_400, everySeconds: 1 }, 1);
  const samples = orderedSamples(series.samples);
  return median(
    Array.from({ length: 5 }, () => {
      const started = performance.now();
      forecastTable(samples);
      return performance.now() - started;
    }),
  );
}

export const forecast: Benchmark = {
  name: "forecast",
  async run() {
    const all = [...shapes.flatMap((shape) => Array.from({ length: seeds }, (_, seed) => synthetic(shape, seed + 1))), ...recorded()];
    const moments = all.flatMap(momentsOf);
    const made = scoreOf(moments.filter(({ series }) => !series.isRecorded));
    const real = scoreOf(moments.filter(({ series }) => series.isRecorded));
    const share = (what: string, ratio: number, atMost: number) => ({ what, measured: ratio * 100, atMost, unit: "%" });
    return {
      requirements: [
        share("synthetic: median error of the time to full, where it fills", made.error, 10),
        share("synthetic: the truth is outside the band", made.outside, 35),
        share("synthetic: it fills and that is not said", made.missed, 15),
        share("synthetic: false alarms where it does not fill", made.falseAlarms, 12),
        share("synthetic: false alarms without reservation", made.unreserved, 10),
        share("synthetic: median error of the level where it levels off", made.levelError, 10),
        share("recorded: median error of the time to full", real.error, 10),
        share("recorded: it fills and that is not said", real.missed, 15),
        // Until it stops, a ramp that stops looks like one that does not; the recordings are short, so that much of each is its ramp.
        share("recorded: false alarms where it does not fill", real.falseAlarms, 35),
        share("recorded: false alarms without reservation", real.unreserved, 25),
        share("recorded: median error of the level", real.levelError, 15),
        { what: "a forecast from 86,400 samples", measured: millisecondsOfLongest(), atMost: 250, unit: "ms" },
      ],
      stages: [...Map.groupBy(moments, ({ series }) => series.name)].map(([name, of]) => stageOf(name, of)),
    };
  },
};
