import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeTime } from "./decode-time.ts";

test("any time that the API can write is read to the millisecond", () => {
  fc.assert(
    fc.property(fc.date({ min: new Date("0000-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true }), (date) => {
      assert.equal(decodeTime(date.toISOString()), date.getTime());
    }),
  );
});

for (const [text, atMs] of [
  ["2026-01-15T12:00:00Z", Date.UTC(2026, 0, 15, 12)],
  ["2024-02-29T12:00:00.123456Z", Date.UTC(2024, 1, 29, 12, 0, 0, 123)],
  ["2026-01-15T12:00:00-05:30", Date.UTC(2026, 0, 15, 17, 30)],
] as const)
  test(`${text} is read`, () => {
    assert.equal(decodeTime(text), atMs);
  });

for (const value of ["", "2026-01-15", "2026-02-30T00:00:00Z", "2026-01-15T24:00:00Z", "2026-01-15T12:00:00", 1_768_478_400, null])
  test(`${JSON.stringify(value)} is no time`, () => {
    assert.equal(decodeTime(value), undefined);
  });
