import assert from "node:assert/strict";
import { test } from "node:test";
import type { Forecast } from "../model/forecast.ts";
import type { NodeSnapshot } from "../model/node-snapshot.ts";
import { testCheck } from "./check.case.ts";
import { cases } from "./time-to-full.case.ts";
import { timeToFull } from "./time-to-full.ts";

testCheck(timeToFull, cases);

const snapshot = (count: number, monotonicMs: number): NodeSnapshot => ({
  ...{ node: "node-7", takenAtMs: monotonicMs, monotonicMs },
  parts: { tableUsage: { status: "present", value: { count, max: 200_000 }, source: "/proc", takenAtMs: monotonicMs } },
});
const full = (estimate: number): Pick<Forecast, "secondsToFull"> => ({
  secondsToFull: { estimate, low: estimate / 2, high: estimate * 2 },
});

for (const [what, forecast, level, value] of [
  ["a series that fills within a minute is an issue", { kind: "fills", ...full(60) }, "issue", 60],
  ["one that fills within minutes is a warning", { kind: "fills", ...full(600) }, "warning", 600],
  ["one that fills in hours is none", { kind: "fills", ...full(9000) }, "ok", 9000],
  ["one that is evicting at its limit is full", { kind: "full" }, "issue", 0],
  ["one that levels off has time, whatever its last two samples draw", { kind: "levels-off" }, "ok", undefined],
  ["one without a trend was not seen to have time", { kind: "no-trend", mayHaveExpired: true }, "not-evaluated", undefined],
  ["unless it would have time if it did nothing but rise", { kind: "no-trend", burstHeadroomSeconds: 4000 }, "ok", undefined],
  ["one that is too short leaves it to two samples", { kind: "too-short" }, "issue", 100],
] as const satisfies readonly (readonly [string, Partial<Forecast>, string, number | undefined])[]) {
  test(`time-to-full of a watched node: ${what}`, () => {
    const watched: Forecast = { because: "by its series", overSeconds: 60, samples: 60, ...forecast };
    const [signal] = timeToFull.judge(
      { earlier: snapshot(50_000, 0), now: snapshot(100_000, 50_000), forecast: watched },
      { collectionWindow: 0 },
    );
    assert.deepEqual([signal?.level, signal?.value], [level, value], signal?.line);
  });
}
