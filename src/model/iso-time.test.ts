import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isoTime } from "./iso-time.ts";

test("a time is written as the platform's own Date writes it", () => {
  const fourDigitYears = fc.integer({ min: Date.UTC(1, 0, 1) * 1, max: Date.UTC(9999, 11, 31, 23, 59, 59, 999) });
  fc.assert(
    fc.property(fourDigitYears, (epochMs) => assert.equal(isoTime(epochMs), new Date(epochMs).toISOString())),
    { numRuns: 2000 },
  );
});

for (const iso of ["1970-01-01T00:00:00.000Z", "2000-02-29T23:59:59.999Z", "2100-03-01T00:00:00.000Z", "2026-12-31T12:34:56.789Z"]) {
  test(`${iso} comes back as it was`, () => assert.equal(isoTime(Date.parse(iso)), iso));
}
