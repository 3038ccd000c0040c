import assert from "node:assert/strict";
import { test } from "node:test";
import { stateAgeBands } from "../../flows/age-bands.ts";
import { lifetimeFromTurnover, lifetimesFromAges, meanLifetime } from "./lifetime.ts";

test("a mean lifetime is entries by births, and reaches far where births are doubtful", () => {
  assert.deepEqual(meanLifetime(24_000, { perSecond: 200, plusMinus: 0 })?.estimate, 120);
  assert.equal(meanLifetime(24_000, { perSecond: 2, plusMinus: 3 })?.high, Number.POSITIVE_INFINITY);
  assert.equal(meanLifetime(24_000, { perSecond: 0, plusMinus: 3 }), undefined);
});

const turnover = {
  overSeconds: 10,
  earlierByTimeout: { tcpEstablished: 10_000, udp: 50 },
  goneByTimeout: { tcpEstablished: 952, udp: 50 },
};

test("a tenth gone in ten seconds is a stay of a hundred", () => {
  const stay = lifetimeFromTurnover(turnover, "tcpEstablished");
  assert.ok(Math.abs(stay!.estimate - 100) < 1, JSON.stringify(stay));
  assert.ok(stay!.low > 90 && stay!.high < 112);
});

test("all gone is no stay, none gone is no knowledge, none there is nothing to say", () => {
  assert.equal(lifetimeFromTurnover(turnover, "udp")?.estimate, 0);
  assert.equal(lifetimeFromTurnover({ ...turnover, goneByTimeout: {} }, "tcpEstablished")?.estimate, Number.POSITIVE_INFINITY);
  assert.equal(lifetimeFromTurnover(turnover, "tcpTimeWait"), undefined);
});

test("ages that all last two minutes tell that all last that long", () => {
  const even = { "under-1s": 200, "1s-to-10s": 1800, "10s-to-30s": 4000, "30s-to-1m": 6000, "1m-to-2m": 12_000 };
  const { survival, medianSeconds } = lifetimesFromAges(even, stateAgeBands)!;
  assert.deepEqual(
    survival.map(({ share }) => share),
    [1, 1, 1, 1, 1],
  );
  assert.equal(medianSeconds, undefined);
});

test("ages that thin out tell when half are gone, and never grow more", () => {
  const thinning = { "under-1s": 100, "1s-to-10s": 900, "10s-to-30s": 400, "30s-to-1m": 3000, "1m-to-2m": 0 };
  const { survival, medianSeconds } = lifetimesFromAges(thinning, stateAgeBands)!;
  assert.deepEqual(
    survival.map(({ share }) => share),
    [1, 1, 0.2, 0.2, 0],
  );
  assert.ok(medianSeconds! > 1 && medianSeconds! < 10);
  assert.equal(lifetimesFromAges({ "under-1s": 3 }, stateAgeBands), undefined);
});
