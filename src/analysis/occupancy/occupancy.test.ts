import assert from "node:assert/strict";
import { test } from "node:test";
import { occupancyOf } from "./occupancy.ts";

const timeouts = { tcpTimeWait: 120, udp: 30, tcpEstablished: 86_400 };
const clock = { timeouts, youngSeconds: 10 };

test("what a rate makes of TIME_WAIT is told beside what was counted, with the doubt of the rate", () => {
  const [one] = occupancyOf({ byTimeout: { tcpTimeWait: 24_000 }, youngByTimeout: { tcpTimeWait: 2000 } }, clock);
  assert.equal(one?.perSecond, 200);
  assert.equal(one?.predicted?.estimate, 24_000);
  assert.ok(one!.predicted!.low > 22_900 && one!.predicted!.high < 25_100, JSON.stringify(one?.predicted));
  assert.equal(one?.isSettled, true);
});

test("a count that the rate has yet to reach is not settled", () => {
  const [one] = occupancyOf({ byTimeout: { tcpTimeWait: 6000 }, youngByTimeout: { tcpTimeWait: 2000 } }, clock);
  assert.deepEqual([one?.isSettled, one?.predicted?.estimate], [false, 24_000]);
});

test("a short timeout has a window of half of it", () => {
  const [one] = occupancyOf({ byTimeout: { udp: 600 }, youngByTimeout: { udp: 100 } }, { timeouts: { udp: 6 }, youngSeconds: 10 });
  assert.ok(Math.abs(one!.perSecond! - 100 / 3) < 1e-9);
});

for (const [name, byTimeout] of [
  ["entries that packets refresh", { tcpEstablished: 5 }],
  ["entries without a countdown", { other: 5 }],
  ["a timeout that is not known", { tcpClose: 5 }],
] as const) {
  test(`${name} have no prediction, and a reason`, () => {
    const [one] = occupancyOf({ byTimeout, youngByTimeout: {} }, clock);
    assert.deepEqual([one?.entries, one?.predicted], [5, undefined]);
    assert.notEqual(one?.method, "");
  });
}

test("classes without an entry are left out, and the rest has one order", () => {
  const all = occupancyOf({ byTimeout: { other: 1, tcpTimeWait: 2, udp: 0, tcpEstablished: 3 }, youngByTimeout: {} }, clock);
  assert.deepEqual(
    all.map(({ timeout }) => timeout),
    ["tcpEstablished", "tcpTimeWait", "other"],
  );
});
