import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Forecast } from "../../model/forecast.ts";
import type { TimeoutClass } from "../../model/table-traffic.ts";
import type { Scenario } from "./scenario.ts";
import { basisOf, caseTimeouts, dns, dnsGroup, groupOf, shop, shopGroup, trafficOf } from "./what-if.case.ts";
import { type WhatIf, type WhatIfBasis, whatIf } from "./what-if.ts";

const both = trafficOf(shopGroup, dnsGroup);

interface WhatIfCase {
  readonly name: string;
  readonly basis?: WhatIfBasis;
  readonly scenario: Scenario;
  /** Entries of tomorrow, rounded, by class; the others are as today. */
  readonly classes?: Readonly<Partial<Record<TimeoutClass, number>>>;
  readonly workloads?: Readonly<Record<string, number>>;
}

const idle = {
  byIdleAge: { "under-1m": 400, "1m-to-10m": 100, "10m-to-1h": 100, "1h-to-6h": 300, "6h-to-1d": 100, unknown: 50 },
  timeoutSeconds: 86_400,
};

const cases: readonly WhatIfCase[] = [
  { name: "nothing asked changes nothing", scenario: {} },
  {
    name: "a shorter TIME_WAIT holds as much less as it is shorter",
    scenario: { timeouts: { tcpTimeWait: 30 } },
    classes: { tcpTimeWait: 6000 },
    workloads: { [shop]: 7010, [dns]: 720 },
  },
  { name: "a longer one holds more", scenario: { timeouts: { tcpTimeWait: 240 } }, classes: { tcpTimeWait: 48_000 } },
  { name: "the timeout of today changes nothing", scenario: { timeouts: { tcpTimeWait: 120 } } },
  {
    name: "TIME_WAIT that has not settled becomes what its rate makes of it",
    basis: basisOf(trafficOf(groupOf(shop, { tcpTimeWait: 6000 }, { tcpTimeWait: 2000 }))),
    scenario: { timeouts: { tcpTimeWait: 60 } },
    classes: { tcpTimeWait: 12_000 },
  },
  {
    name: "UDP that talks on is no rate",
    basis: basisOf(trafficOf(groupOf(dns, { udp: 300 }, { udp: 290 }))),
    scenario: { timeouts: { udp: 60 } },
    classes: { udp: 600 },
  },
  {
    name: "a shorter timeout forgets ESTABLISHED connections that are idle for longer",
    basis: basisOf(trafficOf(groupOf(shop, { tcpEstablished: 1050 })), { idle }),
    scenario: { timeouts: { tcpEstablished: 3600 } },
    classes: { tcpEstablished: 630 },
  },
  {
    name: "a workload that uses connections again opens and closes fewer, and keeps as many open",
    scenario: { reuse: { [shop]: 10 } },
    classes: { tcpTimeWait: 2400, tcpFinWait: 1 },
    workloads: { [shop]: 3401, [dns]: 720 },
  },
  {
    name: "both together",
    scenario: { reuse: { [shop]: 10 }, timeouts: { tcpTimeWait: 30 } },
    classes: { tcpTimeWait: 600, tcpFinWait: 1 },
    workloads: { [shop]: 1601 },
  },
  {
    name: "a workload that is gone takes its entries with it",
    basis: basisOf(both, { kept: trafficOf(dnsGroup) }),
    scenario: { remove: [shop] },
    classes: { tcpTimeWait: 0, tcpEstablished: 0, tcpFinWait: 0 },
    workloads: { [shop]: 0, [dns]: 720 },
  },
  {
    name: "what a walk did not see shrinks with what is taken out, and with nothing else",
    basis: basisOf(both, { kept: trafficOf(dnsGroup), usage: { count: both.total + 2573, max: 262_144 } }),
    scenario: { untrack: [{ protocol: "tcp", port: 443 }], timeouts: { udp: 15 } },
    classes: { tcpTimeWait: 0, tcpEstablished: 0, tcpFinWait: 0, udp: 300 },
  },
];

for (const { name, basis = basisOf(both), scenario, classes = {}, workloads = {} } of cases) {
  test(name, () => {
    const change = whatIf(basis, scenario);
    for (const { timeout, today, tomorrow } of change.byClass) {
      if (timeout === "unseen") continue;
      assert.equal(today, basis.traffic.byTimeout[timeout]);
      assert.equal(Math.round(tomorrow.estimate), classes[timeout] ?? today, timeout);
      assert.ok(tomorrow.low <= tomorrow.estimate && tomorrow.estimate <= tomorrow.high, JSON.stringify(tomorrow));
    }
    for (const [key, entries] of Object.entries(workloads)) assert.equal(Math.round(tomorrowOf(change, key)), entries, key);
    const sum = change.byClass.reduce((total, { tomorrow }) => total + tomorrow.estimate, 0);
    assert.ok(Math.abs(change.tomorrow.entries.estimate - sum) < 1e-6);
  });
}

function tomorrowOf({ byWorkload }: WhatIf, key: string): number {
  return byWorkload.find((workload) => workload.key === key)?.tomorrow?.estimate ?? Number.NaN;
}

test("a shorter timeout for ESTABLISHED takes from whoever is idle, and not from whoever is not", () => {
  const leaking = { ...groupOf(shop, { tcpEstablished: 500 }), idleOverOneHour: 400 };
  const change = whatIf(basisOf(trafficOf(leaking, groupOf(dns, { tcpEstablished: 500 })), { idle }), {
    timeouts: { tcpEstablished: 3600 },
  });
  assert.deepEqual([Math.round(tomorrowOf(change, shop)), Math.round(tomorrowOf(change, dns))], [100, 500]);
  assert.equal(Math.round(change.byClass[0]!.tomorrow.estimate), 600);
});

test("of a workload of which nothing but its size is known, nothing is predicted, and that is said", () => {
  const change = whatIf(basisOf(trafficOf({ ...groupOf(shop, {}), entries: 50, detailsUnknown: true })), { reuse: { [shop]: 2 } });
  assert.deepEqual(change.byWorkload, [{ key: shop, today: 50 }]);
  assert.ok(change.assumptions.some((text) => /not known/.test(text)));
});

test("a walk that sees less than the count leaves the rest unseen", () => {
  const { byClass } = whatIf(basisOf(both, { usage: { count: both.total + 100, max: 262_144 } }), {});
  assert.deepEqual(
    byClass.filter(({ timeout }) => timeout === "unseen").map(({ today, tomorrow }) => [today, tomorrow.estimate]),
    [[100, 100]],
  );
});

test("memory counts entries and buckets, and a raised limit brings its buckets", () => {
  const { today, tomorrow } = whatIf(basisOf(both), { max: 1_048_576 });
  assert.equal(today.memoryBytes, both.total * 256 + 65_536 * 8);
  assert.deepEqual([tomorrow.buckets, tomorrow.fullMemoryBytes], [262_144, 1_048_576 * 256 + 262_144 * 8]);
  assert.equal(tomorrow.use?.estimate, both.total / 1_048_576);
});

const growth: Forecast = { kind: "fills", slope: { estimate: 100, low: 90, high: 110 }, because: "", overSeconds: 60, samples: 60 };

test("a larger limit is full later at the growth of today", () => {
  const { today, tomorrow } = whatIf(basisOf(both, { growth }), { max: 524_288 });
  assert.equal(today.secondsToFull?.estimate, (262_144 - both.total) / 100);
  assert.equal(tomorrow.secondsToFull?.estimate, (524_288 - both.total) / 100);
});

test("half the entries grow half as fast", () => {
  const half = trafficOf(groupOf(shop, { tcpTimeWait: 12_000 }, { tcpTimeWait: 1000 }));
  const { tomorrow } = whatIf(basisOf(half, { growth }), { timeouts: { tcpTimeWait: 60 } });
  assert.equal(tomorrow.secondsToFull?.estimate, (262_144 - 6000) / 50);
});

test("a limit that is too low is full at once, and it is said that it is never advised", () => {
  const { tomorrow, assumptions } = whatIf(basisOf(both), { max: 1000 });
  assert.deepEqual([tomorrow.secondsToFull?.estimate, (tomorrow.use?.estimate ?? 0) > 1], [0, true]);
  assert.ok(assumptions.some((text) => /never advised/.test(text)));
});

test("without a limit there is no use of it and no time to full", () => {
  const { today } = whatIf(basisOf(both, { growth, usage: { count: both.total, max: 0 } }), {});
  assert.deepEqual([today.use, today.secondsToFull, today.fullMemoryBytes], [undefined, undefined, undefined]);
});

test("what is taken out has to be counted", () => {
  assert.throws(() => whatIf(basisOf(both), { remove: [shop] }), /not counted/);
});

test("each change says what it takes for granted", () => {
  const scenario: Scenario = { timeouts: { udp: 10 }, reuse: { [shop]: 10 }, untrack: [{ protocol: "udp", port: 53 }], remove: [dns] };
  const { assumptions } = whatIf(basisOf(both, { kept: both }), scenario);
  for (const word of ["shop/checkout", "udp/53", "node-local-dns", "timeout"])
    assert.ok(
      assumptions.some((text) => text.includes(word)),
      word,
    );
});

const entries = fc.nat(1_000_000);
const group = fc
  .record({ tcpTimeWait: entries, udp: entries, tcpEstablished: entries, udpStream: entries, other: entries })
  .chain((byTimeout) => fc.nat(byTimeout.tcpTimeWait).map((young) => groupOf(shop, byTimeout, { tcpTimeWait: young })));

test("whatever the table, no prediction is negative or broken, and shorter timeouts never hold more", () => {
  fc.assert(
    fc.property(group, fc.integer({ min: 1, max: 119 }), fc.integer({ min: 1, max: 1000 }), (one, seconds, requests) => {
      const basis = basisOf(trafficOf(one));
      const { byClass, tomorrow } = whatIf(basis, { timeouts: { tcpTimeWait: seconds, udpStream: seconds }, reuse: { [shop]: requests } });
      for (const { timeout, today, tomorrow } of byClass) {
        assert.ok(tomorrow.low >= 0 && tomorrow.low <= tomorrow.estimate && tomorrow.estimate <= tomorrow.high, JSON.stringify(tomorrow));
        // Young entries beyond what the count can hold say that there will be more of them.
        const isSettled = (one.youngByTimeout.tcpTimeWait ?? 0) * (caseTimeouts.tcpTimeWait! / 10) <= today;
        if (timeout !== "tcpTimeWait" || isSettled) assert.ok(tomorrow.estimate <= today + 1e-6, timeout);
      }
      assert.ok(Number.isFinite(tomorrow.entries.high));
    }),
  );
});
