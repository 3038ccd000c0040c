import assert from "node:assert/strict";
import { test } from "node:test";
import type { TableTraffic, TrafficBreakdown, TrafficGroup } from "../../model/table-traffic.ts";
import { findSuspects } from "./find-suspects.ts";
import type { TrafficSample } from "./suspect-rule.ts";
import { extendSuspectSeries } from "./suspect-series.ts";

const startMs = Date.UTC(2026, 0, 15, 12, 0, 0);

function sampleAt(seconds: number, idleOverOneHour = 500): TrafficSample {
  const births = { perSecond: 5, method: "countdown" as const, overSeconds: 10, plusMinus: 1, isFloor: false };
  const group: TrafficGroup = {
    ...{ key: "Deployment shop/checkout", entries: 3000 + idleOverOneHour, share: 0.3, births },
    ...{ byTimeout: { tcpEstablished: 3000 + idleOverOneHour }, youngByTimeout: {}, unreplied: 0, idleOverOneHour },
  };
  const one: TrafficBreakdown = { groups: [group], exact: true, errorBound: 0, distinct: 1 };
  const by: TableTraffic["by"] = {
    ...{ workload: one, pod: one, namespace: one, service: one, server: one, destination: one, port: one, state: one },
  };
  return { takenAtMs: startMs + seconds * 1000, monotonicMs: seconds * 1000, traffic: { total: 10_000, named: 10_000, byTimeout: {}, by } };
}

function seriesOf(samples: readonly TrafficSample[]): readonly TrafficSample[] {
  return samples.reduce<readonly TrafficSample[]>(extendSuspectSeries, []);
}

test("a sample in two seconds for an hour leaves the newest, and one in half a minute of the last ten minutes", () => {
  const series = seriesOf(Array.from({ length: 1800 }, (_, index) => sampleAt(index * 2)));
  const seconds = series.map(({ monotonicMs }) => monotonicMs / 1000);
  assert.equal(seconds.at(-1), 3598);
  assert.ok(seconds.length <= 22 && seconds[0]! < 3598 - 600, seconds.join());
  for (const [index, at] of seconds.slice(1, -1).entries()) assert.equal(at - seconds[index]!, 30);
});

test("two samples close together are both kept, and only what rules ask for", () => {
  const series = seriesOf([sampleAt(0), sampleAt(2)]);
  assert.equal(series.length, 2);
  assert.deepEqual(
    Object.entries(series[0]!.traffic.by).flatMap(([dimension, { groups }]) => (groups.length > 0 ? [dimension] : [])),
    ["workload", "server"],
  );
});

test("a leak is found in what is kept as in the whole of it", () => {
  const samples = Array.from({ length: 200 }, (_, index) => sampleAt(index * 2, 500 + index * 2));
  const [whole] = findSuspects(samples);
  const [kept] = findSuspects(seriesOf(samples));
  assert.deepEqual([whole?.cause, kept?.cause], ["connection-leak", "connection-leak"]);
  assert.equal(kept?.name, whole?.name);
});

test("a clock that begins again begins the series again", () => {
  assert.equal(seriesOf([sampleAt(0), sampleAt(60), sampleAt(10)]).length, 1);
});
