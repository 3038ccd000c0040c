import assert from "node:assert/strict";
import { test } from "node:test";
import { checkedFinding, collectedAtMs, loggedFinding, minutes, seconds } from "../findings.case.ts";
import { momentsOf } from "./moments.ts";

const hour = { span: { startMs: collectedAtMs - minutes(60), endMs: collectedAtMs }, collectedAtMs };
/** 12:03:44; so many seconds into its minute. */
const intoMinute = seconds(44);

const spans = (given: readonly number[], windowMs: number) =>
  momentsOf(loggedFinding("x", { minutesBefore: given }), hour, windowMs).map(({ fromMs, untilMs, count }) => [
    Math.ceil((collectedAtMs - fromMs) / 60_000),
    Math.ceil((collectedAtMs - untilMs) / 60_000),
    count,
  ]);

test("silence longer than the window ends a stretch, and a minute of silence never does", () => {
  assert.equal(spans([30, 29, 28, 20], 1000).length, 2);
  assert.equal(spans([30, 28], minutes(1)).length, 2);
  assert.equal(spans([30, 28], minutes(2)).length, 1);
});

test("what lies outside of the span is left out", () => {
  assert.deepEqual(spans([200, 61, 59], minutes(1)).length, 1);
});

test("a beginning is exact where it is the first of all or every line of its minute is quoted, else to the minute", () => {
  const atMs = collectedAtMs - minutes(10);
  const finding = loggedFinding("x", { minutesBefore: [30, 10], evidence: [{ file: "a", excerpt: "", atMs }] });
  const [first, second] = momentsOf(finding, hour, minutes(1));
  assert.deepEqual([first?.isExact, second?.isExact, second?.fromMs], [true, true, atMs]);
  const [, unquoted] = momentsOf({ ...finding, evidence: [], lastSeenAtMs: atMs + 1 }, hour, minutes(1));
  assert.deepEqual([unquoted?.isExact, unquoted?.fromMs], [false, atMs - intoMinute]);
});

test("a check is one moment, as of the collection, and a state", () => {
  const [moment, ...others] = momentsOf(checkedFinding("usage", { lastSeenAtMs: collectedAtMs + 5000 }), hour, minutes(1));
  assert.deepEqual([moment?.fromMs, moment?.isState, others.length], [collectedAtMs, true, 0]);
});

test("what comes and goes all day is one stretch", () => {
  const day = { span: { startMs: collectedAtMs - minutes(1440), endMs: collectedAtMs }, collectedAtMs };
  const finding = loggedFinding("x", { minutesBefore: Array.from({ length: 300 }, (_, index) => index * 4) });
  assert.deepEqual(
    momentsOf(finding, day, minutes(1)).map(({ count }) => count),
    [300],
  );
});
