import assert from "node:assert/strict";
import { test } from "node:test";
import { WorkLedger } from "./work-ledger.ts";

function ledgerAt() {
  let monotonicMs = 1000;
  const ledger = new WorkLedger({ nowMs: () => 0, monotonicMs: () => monotonicMs });
  const pass = (seconds: number) => {
    monotonicMs += seconds * 1000;
  };
  return { ledger, pass };
}

test("a work that has not run yet is there, and is stale only when it is late", () => {
  const { ledger, pass } = ledgerAt();
  ledger.add("walk", 10);
  assert.deepEqual(ledger.list(), [
    { work: "walk", intervalSeconds: 10, runs: 0, failures: 0, cutOffs: 0, secondsInAll: 0, isStale: false },
  ]);
  pass(31);
  assert.equal(ledger.list()[0]?.isStale, true);
});

test("runs, failures and cut-offs are counted, and the reason goes with the next success", () => {
  const { ledger, pass } = ledgerAt();
  const record = ledger.add("node", 60);
  record.succeeded(0.5);
  pass(60);
  record.failed("no \u001b[31manswer", 1);
  record.failed("cut off", 10, { isCutOff: true });
  assert.deepEqual(ledger.list(), [
    {
      ...{ work: "node", intervalSeconds: 60, runs: 3, failures: 2, cutOffs: 1, secondsInAll: 11.5, lastSeconds: 10 },
      ...{ lastSuccessMonotonicMs: 1000, isStale: false, reason: "cut off" },
    },
  ]);
  record.succeeded(0.25);
  assert.deepEqual(
    ledger.list().map(({ lastSuccessMonotonicMs, reason }) => [lastSuccessMonotonicMs, reason]),
    [[61_000, undefined]],
  );
});

test("what a failure says is harmless to whoever reads it", () => {
  const { ledger } = ledgerAt();
  ledger.add("node", 60).failed("no \u001b[31manswer", 1);
  assert.equal(ledger.list()[0]?.reason, "no \\x1b[31manswer");
});

test("staleness follows the interval of the moment", () => {
  const { ledger, pass } = ledgerAt();
  const record = ledger.add("walk", 10);
  record.succeeded(1);
  pass(100);
  assert.equal(ledger.list()[0]?.isStale, true);
  record.setInterval(120);
  assert.deepEqual(
    ledger.list().map(({ intervalSeconds, isStale }) => [intervalSeconds, isStale]),
    [[120, false]],
  );
});

test("two works of one name are a bug", () => {
  const { ledger } = ledgerAt();
  ledger.add("walk", 10);
  assert.throws(() => ledger.add("walk", 10), /walk/);
});
