import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../platform/clock.ts";
import type { LogFields, Logger } from "../../platform/logger.ts";
import { type RepeatWorkOptions, repeatWork } from "./repeat-work.ts";
import { WorkLedger } from "./work-ledger.ts";

function working(run: (signal: AbortSignal, number: number) => Promise<void>, options: Partial<RepeatWorkOptions> = {}) {
  const said: string[] = [];
  const say = (level: string) => (message: string, fields?: LogFields) => void said.push(`${level} ${message}: ${fields?.because}`);
  const logger: Logger = { info: say("info"), warn: say("warn"), error: say("error") };
  const ledger = new WorkLedger(systemClock);
  const stop = new AbortController();
  let runs = 0;
  const ended = repeatWork({
    ...{ record: ledger.add("some", 0.005), clock: systemClock, intervalSeconds: 0.005, timeoutSeconds: 5, logger },
    ...{ signal: stop.signal, ...options },
    run: (signal) => run(signal, ++runs),
  });
  return { said, ledger, stop, ended, runs: () => runs };
}

test("a work runs at once, again and again, until its signal", async () => {
  const enough = Promise.withResolvers<void>();
  const { ledger, stop, ended, runs } = working(async (_, number) => {
    if (number === 3) enough.resolve();
  });
  assert.equal(runs(), 1);
  await enough.promise;
  stop.abort();
  await ended;
  assert.ok((ledger.list()[0]?.runs ?? 0) >= 2);
  assert.equal(ledger.list()[0]?.failures, 0);
});

for (const [what, error, level] of [
  ["an expected failure", Object.assign(new Error("no such device"), { code: "ENODEV" }), "warn"],
  ["a bug", new TypeError("x is undefined"), "error"],
  ["something that is no error", "a string", "error"],
] as const) {
  test(`${what} is recorded and logged, and the next run follows`, async () => {
    const enough = Promise.withResolvers<void>();
    const { said, ledger, stop, ended } = working(async (_, number) => {
      if (number === 1) throw error;
      enough.resolve();
    });
    await enough.promise;
    stop.abort();
    await ended;
    assert.equal(ledger.list()[0]?.failures, 1);
    assert.equal(said.length, 1);
    assert.ok(said[0]?.startsWith(level), said[0]);
  });
}

test("what is thrown before the first wait is a failure like any other", async () => {
  const enough = Promise.withResolvers<void>();
  const { ledger, stop, ended } = working((_, number) => {
    if (number === 1) throw new Error("at once");
    enough.resolve();
    return Promise.resolve();
  });
  await enough.promise;
  stop.abort();
  await ended;
  assert.equal(ledger.list()[0]?.failures, 1);
});

test("a run that hangs is cut off with its signal aborted, its late result goes nowhere, and the next one follows", async () => {
  const hung = Promise.withResolvers<void>();
  const enough = Promise.withResolvers<void>();
  let wasAborted = false;
  const { said, ledger, stop, ended } = working(
    async (signal, number) => {
      if (number === 1) {
        signal.addEventListener("abort", () => {
          wasAborted = true;
        });
        await hung.promise;
      }
      if (number === 3) enough.resolve();
    },
    { timeoutSeconds: 0.02 },
  );
  await enough.promise;
  hung.reject(new Error("too late for anybody"));
  stop.abort();
  await ended;
  assert.equal(wasAborted, true);
  assert.deepEqual(
    ledger.list().map(({ failures, cutOffs }) => [failures, cutOffs]),
    [[1, 1]],
  );
  assert.equal(said.length, 1);
});

test("the end does not wait for a run that never comes back, and counts it as no failure", async () => {
  const { ledger, stop, ended } = working(() => new Promise(() => {}));
  stop.abort();
  await ended;
  assert.deepEqual(
    ledger.list().map(({ runs, failures }) => [runs, failures]),
    [[0, 0]],
  );
});

test("an interval that changes is that of the ledger", async () => {
  const enough = Promise.withResolvers<void>();
  const { ledger, stop, ended } = working(
    async (_, number) => {
      if (number === 2) enough.resolve();
    },
    { intervalSeconds: () => 0.002 },
  );
  await enough.promise;
  assert.equal(ledger.list()[0]?.intervalSeconds, 0.002);
  stop.abort();
  await ended;
});

test("a pause ends at once for whoever is in a hurry", async () => {
  const wanted = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  const { stop, ended } = working(
    async (_, number) => {
      if (number === 2) second.resolve();
    },
    { intervalSeconds: 3600, hurry: () => wanted.promise },
  );
  wanted.resolve();
  await second.promise;
  stop.abort();
  await ended;
});
