import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { askedTime } from "./asked-time.ts";
import { type AskedTimes, resolveWindow, TimeInvalid } from "./time-window.ts";

const collectedAt = "2026-01-15T12:03:44.000Z";
const collectedAtMs = Date.parse(collectedAt);

interface Case {
  readonly says: string;
  readonly asked: AskedTimes;
  readonly start: string;
  readonly end: string;
  readonly reason: string;
  readonly remarks?: number;
}

const cases: readonly Case[] = [
  {
    says: "nothing asked is the ten minutes before the collection",
    asked: {},
    start: "11:53:44",
    end: "12:03:44",
    reason: "last-10-minutes",
  },
  {
    says: "an incident is five minutes around it",
    asked: { incidentTime: "2026-01-15T11:30:00Z" },
    start: "11:25:00",
    end: "11:35:00",
    reason: "incident",
  },
  {
    says: "bounds are taken as they are",
    asked: { startTime: "2026-01-15T10:00:00Z", endTime: "2026-01-15T11:00:00+00:00" },
    start: "10:00:00",
    end: "11:00:00",
    reason: "explicit",
  },
  {
    says: "bounds outrank an incident, and that is said",
    asked: { startTime: "2026-01-15T10:00:00Z", endTime: "2026-01-15T11:00:00Z", incidentTime: "2026-01-15T09:00:00Z" },
    start: "10:00:00",
    end: "11:00:00",
    reason: "explicit",
    remarks: 1,
  },
  {
    says: "reversed bounds are swapped, and that is said",
    asked: { startTime: "2026-01-15T11:00:00Z", endTime: "2026-01-15T10:00:00Z" },
    start: "10:00:00",
    end: "11:00:00",
    reason: "explicit",
    remarks: 1,
  },
  {
    says: "a start alone reaches to the collection",
    asked: { startTime: "2026-01-15T10:00:00Z" },
    start: "10:00:00",
    end: "12:03:44",
    reason: "explicit",
    remarks: 1,
  },
  {
    says: "an end alone reaches ten minutes back",
    asked: { endTime: "2026-01-15T10:00:00Z" },
    start: "09:50:00",
    end: "10:00:00",
    reason: "explicit",
    remarks: 1,
  },
  {
    says: "seconds since 1970, in digits",
    asked: { incidentTime: String(collectedAtMs / 1000) },
    start: "11:58:44",
    end: "12:08:44",
    reason: "incident",
  },
  { says: "milliseconds since 1970", asked: { incidentTime: collectedAtMs }, start: "11:58:44", end: "12:08:44", reason: "incident" },
  {
    says: "a time without a zone is taken as UTC, and that is said",
    asked: { incidentTime: "2026-01-15 11:30" },
    start: "11:25:00",
    end: "11:35:00",
    reason: "incident",
    remarks: 1,
  },
  {
    says: "another zone is converted",
    asked: { incidentTime: "2026-01-15T13:30:00.250+0200" },
    start: "11:25:00.250",
    end: "11:35:00.250",
    reason: "incident",
  },
];

for (const { says, asked, start, end, reason, remarks = 0 } of cases) {
  test(says, () => {
    const window = resolveWindow(asked, collectedAtMs);
    const at = (time: string) => Date.parse(`2026-01-15T${time}Z`);
    assert.deepEqual([window.startMs, window.endMs, window.reason, window.remarks.length], [at(start), at(end), reason, remarks]);
  });
}

test("more than 24 hours are cut to the last of them, and that is said", () => {
  const window = resolveWindow({ startTime: "2026-01-01T00:00:00Z", endTime: "2026-01-15T12:00:00Z" }, collectedAtMs);
  assert.deepEqual([window.startMs, window.remarks.length], [Date.parse("2026-01-14T12:00:00Z"), 1]);
});

for (const [end, says] of [
  ["2026-01-16T11:00:00Z", "a day later"],
  ["2030-01-01T00:00:00Z", "years later"],
] as const) {
  test(`of a window of weeks that ends ${says} than the collection, the day before the collection is looked at`, () => {
    const { startMs, endMs, remarks } = resolveWindow({ startTime: "2026-01-01T00:00:00Z", endTime: end }, collectedAtMs);
    assert.deepEqual([startMs, endMs, remarks.length], [collectedAtMs - 24 * 60 * 60_000, collectedAtMs, 1]);
  });
}

for (const [says, asked] of [
  ["a window after the collection", { startTime: "2030-01-01T00:00:00Z", endTime: "2030-01-01T01:00:00Z" }],
  ["a start long after the collection, alone", { startTime: "2199-01-01T00:00:00Z" }],
  ["an end more than a day after it", { startTime: "2026-01-15T12:00:00Z", endTime: "2026-01-17T11:00:00Z" }],
  ["a window of years before it", { incidentTime: "2001-01-01T00:00:00Z" }],
] as const) {
  test(`${says} is answered and remarked upon`, () => {
    assert.ok(resolveWindow(asked, collectedAtMs).remarks.length > 0);
  });
}

for (const value of [
  "",
  "now",
  "yesterday",
  "10 minutes ago",
  "2026-02-30T00:00:00Z",
  "2026-01-15T25:00:00Z",
  "2026-13-01",
  "12",
  12,
  -1,
  Number.NaN,
  1e300,
  "1e20",
  "2026-01-15T10:00:00+99:00",
  `${"9".repeat(400)}`,
]) {
  test(`${JSON.stringify(value)?.slice(0, 40)} is no time`, () => {
    assert.throws(
      () => resolveWindow({ endTime: value }, collectedAtMs),
      (error) => error instanceof TimeInvalid && error.code === "time-invalid" && error.field === "endTime",
    );
  });
}

test("every time that Date writes is read back, and no text makes it throw anything else", () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true }), (date) => {
      assert.equal(askedTime(date.toISOString())?.atMs, date.getTime());
    }),
  );
  fc.assert(fc.property(fc.oneof(fc.string(), fc.double()), (value) => assert.notEqual(askedTime(value)?.atMs, Number.NaN)));
});

test("whatever the bounds, a window is in order and at most a day long", () => {
  const time = fc.option(fc.integer({ min: 1e8, max: 253_402_300_799_999 }), { nil: undefined });
  fc.assert(
    fc.property(fc.record({ startTime: time, endTime: time, incidentTime: time }), (asked) => {
      const { startMs, endMs } = resolveWindow(asked, collectedAtMs);
      assert.ok(endMs >= startMs && endMs - startMs <= 86_400_000);
    }),
  );
});
