import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { utcMsOf, utcMsWithInferredYear } from "./civil-time.ts";

test("every second of the years 1970 to 2200 agrees with the runtime's own calendar", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.UTC(2200, 0, 1) }), (atMs) => {
      const date = new Date(atMs);
      const civil = {
        ...{ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() },
        ...{ hour: date.getUTCHours(), minute: date.getUTCMinutes(), second: date.getUTCSeconds() },
        millisecond: date.getUTCMilliseconds(),
      };
      assert.equal(utcMsOf(civil), atMs);
    }),
    { numRuns: 2000 },
  );
});

test("dates and times that do not exist have no milliseconds", () => {
  const noon = { year: 2026, month: 2, day: 28, hour: 12, minute: 0, second: 0, millisecond: 0 };
  assert.notEqual(utcMsOf(noon), undefined);
  for (const wrong of [{ day: 29 }, { day: 0 }, { month: 0 }, { month: 13 }, { hour: 24 }, { minute: 60 }, { second: 61 }])
    assert.equal(utcMsOf({ ...noon, ...wrong }), undefined, JSON.stringify(wrong));
});

const inferred: readonly (readonly [collected: string, month: number, day: number, hour: number, expected: string])[] = [
  ["2026-10-12T12:00:00Z", 10, 12, 10, "2026-10-12T10:00:00Z"],
  ["2026-10-12T12:00:00Z", 10, 13, 10, "2026-10-13T10:00:00Z"],
  ["2026-10-12T12:00:00Z", 10, 13, 13, "2025-10-13T13:00:00Z"],
  ["2026-01-01T00:05:00Z", 12, 31, 23, "2025-12-31T23:00:00Z"],
  ["2025-12-31T23:50:00Z", 1, 1, 1, "2026-01-01T01:00:00Z"],
  ["2026-10-12T12:00:00Z", 2, 29, 1, "2024-02-29T01:00:00Z"],
  ["2103-10-12T12:00:00Z", 2, 29, 1, "2096-02-29T01:00:00Z"],
];

for (const [collected, month, day, hour, expected] of inferred)
  test(`day ${day}.${month}. at ${hour} o'clock, collected ${collected}, is ${expected}`, () => {
    const atMs = utcMsWithInferredYear({ month, day, hour, minute: 0, second: 0, millisecond: 0 }, Date.parse(collected));
    assert.equal(atMs, Date.parse(expected));
  });
