import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Rate } from "../../model/rate.ts";
import type { TableTraffic, TrafficDimension, TrafficGroup } from "../../model/table-traffic.ts";
import { type CauseId, causeIds } from "../../model/verdict.ts";
import { findSuspects } from "./find-suspects.ts";
import { suspectRules } from "./index.ts";
import type { TrafficSample } from "./suspect-rule.ts";

const startMs = Date.UTC(2026, 0, 15, 12, 0, 0);

const opens = (perSecond: number): Rate => ({
  perSecond,
  method: "countdown",
  overSeconds: 5,
  plusMinus: perSecond * 0.05,
  isFloor: false,
});

function group(key: string, entries: number, rest: Partial<TrafficGroup> = {}): TrafficGroup {
  return { key, entries, share: entries / 10_000, byTimeout: {}, youngByTimeout: {}, unreplied: 0, idleOverOneHour: 0, ...rest };
}

/** One group a sample, some seconds after the one before. */
function series(dimension: TrafficDimension, groups: readonly (TrafficGroup | undefined)[], secondsBetween = 60): readonly TrafficSample[] {
  return groups.map((one, number) => {
    const of = (name: TrafficDimension) => ({
      ...{ groups: name === dimension && one !== undefined ? [one] : [], exact: true, errorBound: 0, distinct: 1 },
    });
    const by: TableTraffic["by"] = {
      ...{ workload: of("workload"), pod: of("pod"), namespace: of("namespace"), service: of("service") },
      ...{ server: of("server"), destination: of("destination"), port: of("port"), state: of("state") },
    };
    const atMs = startMs + number * secondsBetween * 1000;
    return { takenAtMs: atMs, monotonicMs: atMs, traffic: { total: 10_000, named: 10_000, byTimeout: {}, by } };
  });
}

const checkout = "Deployment shop/checkout";
const established = (tcpEstablished: number, idleOverOneHour: number, perSecond?: number) =>
  group(checkout, tcpEstablished, {
    byTimeout: { tcpEstablished },
    idleOverOneHour,
    ...(perSecond === undefined ? {} : { births: opens(perSecond) }),
  });
const waiting = (tcpTimeWait: number, tcpEstablished: number) =>
  group(checkout, tcpTimeWait + tcpEstablished, { byTimeout: { tcpTimeWait, tcpEstablished }, births: opens(tcpTimeWait / 120) });
const trying = (tcpSynSent: number, tcpEstablished: number) =>
  group(checkout, tcpSynSent + tcpEstablished, { byTimeout: { tcpSynSent, tcpEstablished }, unreplied: tcpSynSent });
const fanning = (entries: number, peers: number) => group(checkout, entries, { peers });
const ended = (entries: number, unreplied: number, hasEnded = true) =>
  group("shop/web-1", entries, { unreplied, ...(hasEnded ? { hasEnded: true as const } : {}) });

const cases: readonly {
  readonly name: string;
  readonly dimension?: TrafficDimension;
  readonly groups: readonly (TrafficGroup | undefined)[];
  readonly finds: readonly (readonly [CauseId, string])[];
}[] = [
  { name: "an ordinary workload is no suspect", groups: [established(3000, 20, 10), established(3010, 22, 10)], finds: [] },
  { name: "no sample, no suspect", groups: [], finds: [] },
  {
    name: "connections most of which are idle are a leak, less surely by one sample",
    groups: [established(3000, 2400)],
    finds: [["connection-leak", "medium"]],
  },
  {
    name: "and surely where they become more while no more are opened",
    groups: [established(3000, 2000, 5), established(3200, 2300, 5.2), established(3400, 2600, 5)],
    finds: [["connection-leak", "high"]],
  },
  {
    name: "idle connections that become more with the rate of new ones are growth, and where they are few no leak",
    groups: [established(3000, 500, 5), established(6000, 1000, 10)],
    finds: [],
  },
  {
    name: "idle connections that become more at a steady rate are suspected before they are most",
    groups: [established(3000, 500, 5), established(3300, 800, 5)],
    finds: [["connection-leak", "medium"]],
  },
  {
    name: "without a rate nobody says that births did not grow",
    groups: [established(3000, 500), established(3300, 800)],
    finds: [],
  },
  { name: "a pool of a few idle connections is no leak", groups: [established(90, 90)], finds: [] },
  {
    name: "a workload with a hundredth of the table is not worth a name",
    groups: [established(110, 110)].map((one) => ({ ...one, share: 0.011 })),
    finds: [],
  },
  { name: "closed connections are churn", groups: [waiting(1200, 300)], finds: [["connection-churn", "medium"]] },
  { name: "surely, with a quarter of the table", groups: [waiting(2400, 300)], finds: [["connection-churn", "high"]] },
  { name: "TIME_WAIT beside more open connections is none", groups: [waiting(1200, 1300)], finds: [] },
  { name: "attempts that nobody answers are a storm", groups: [trying(900, 1500)], finds: [["burst-or-retry-storm", "medium"]] },
  { name: "surely, when they become more", groups: [trying(300, 1500), trying(900, 1500)], finds: [["burst-or-retry-storm", "high"]] },
  { name: "a few attempts are none", groups: [trying(90, 10)], finds: [] },
  { name: "one client with many destinations fans out", groups: [fanning(3000, 400)], finds: [["fan-out", "medium"]] },
  { name: "surely, when hardly two entries lead to one", groups: [fanning(2600, 1400)], finds: [["fan-out", "high"]] },
  { name: "many entries to few destinations do not", groups: [fanning(3000, 12)], finds: [] },
  { name: "a server whose pod has ended is stale", dimension: "server", groups: [ended(300, 290)], finds: [["stale-endpoints", "medium"]] },
  {
    name: "surely, when there are more entries than before",
    dimension: "server",
    groups: [ended(300, 290), ended(360, 350)],
    finds: [["stale-endpoints", "high"]],
  },
  { name: "one that nobody knows to have ended is not accused", dimension: "server", groups: [ended(300, 290, false)], finds: [] },
  { name: "one whose entries were answered is what was open when it ended", dimension: "server", groups: [ended(300, 100)], finds: [] },
];

for (const { name, dimension = "workload", groups, finds } of cases) {
  test(name, () => {
    const found = findSuspects(series(dimension, groups));
    assert.deepEqual(
      found.map(({ cause, confidence }) => [cause, confidence]),
      finds,
      JSON.stringify(found),
    );
  });
}

test("a suspect says what it rests on, with figures", () => {
  const [suspect] = findSuspects(series("workload", [established(3000, 2000, 5), established(3400, 2600, 5)]));
  assert.deepEqual(suspect, {
    cause: "connection-leak",
    dimension: "workload",
    name: checkout,
    confidence: "high",
    because:
      "2,600 of its 3,400 ESTABLISHED connections have been idle for over an hour, 600 more than 60 s ago, while it opened no more than before; it opens 5/s",
    entries: 3400,
    share: 0.34,
    sinceMs: startMs,
  });
});

test("since when it has been so is the beginning of the unbroken run, and unknown by one sample", () => {
  const found = findSuspects(series("workload", [waiting(900, 100), waiting(300, 800), waiting(900, 500), waiting(1200, 300)]));
  assert.deepEqual(
    found.map(({ sinceMs }) => sinceMs),
    [startMs + 120_000],
  );
  assert.equal("sinceMs" in findSuspects(series("workload", [waiting(1200, 300)]))[0]!, false);
});

test("a sample in which a workload was not among the largest is passed over", () => {
  const found = findSuspects(series("workload", [trying(300, 1500), undefined, trying(900, 1500)]));
  assert.deepEqual(
    found.map(({ confidence, sinceMs }) => [confidence, sinceMs]),
    [["high", startMs + 120_000]],
  );
});

test("samples that come out of order are put in order", () => {
  const inOrder = series("workload", [established(3000, 2000, 5), established(3400, 2600, 5)]);
  assert.deepEqual(findSuspects(inOrder.toReversed()), findSuspects(inOrder));
});

test("thresholds can be set", () => {
  const settings = { "connection-churn": { timeWaitShare: 0.9 } };
  assert.deepEqual(findSuspects(series("workload", [waiting(1200, 300)]), { settings }), []);
});

test("every rule is of a cause that a verdict knows, and each of its thresholds says where it comes from", () => {
  const causes = suspectRules.map(({ cause }) => cause);
  assert.equal(new Set(causes).size, causes.length);
  for (const { cause, thresholds } of suspectRules) {
    assert.ok(causeIds.includes(cause));
    for (const [name, { source }] of Object.entries(thresholds)) assert.ok(source.length > 10, `${cause}.${name}`);
  }
});

test("whatever a series holds, suspects are groups of its last sample, each cause and name once", () => {
  const anyGroup = fc
    .record({ tcpEstablished: fc.nat(4000), tcpTimeWait: fc.nat(4000), tcpSynSent: fc.nat(4000), peers: fc.nat(2000), rate: fc.nat(50) })
    .chain(({ peers, rate, ...byTimeout }) =>
      fc.nat(byTimeout.tcpEstablished).map((idleOverOneHour) =>
        group(checkout, byTimeout.tcpEstablished + byTimeout.tcpTimeWait + byTimeout.tcpSynSent, {
          ...{ byTimeout, idleOverOneHour, peers, births: opens(rate) },
        }),
      ),
    );
  fc.assert(
    fc.property(fc.array(fc.option(anyGroup, { nil: undefined }), { maxLength: 6 }), (groups) => {
      const samples = series("workload", groups);
      const suspects = findSuspects(samples);
      const latest = samples.at(-1)?.traffic.by.workload.groups ?? [];
      assert.equal(new Set(suspects.map(({ cause, name }) => `${cause} ${name}`)).size, suspects.length);
      for (const { name, entries, sinceMs } of suspects) {
        assert.ok(latest.some((one) => one.key === name && one.entries === entries));
        assert.ok(sinceMs === undefined || samples.some(({ takenAtMs }) => takenAtMs === sinceMs));
      }
    }),
  );
});
