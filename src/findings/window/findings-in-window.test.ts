import assert from "node:assert/strict";
import { test } from "node:test";
import { checkedFinding, collectedAtMs, loggedFinding, minutes } from "../findings.case.ts";
import { findingsInWindow } from "./findings-in-window.ts";

const lastTen = { startMs: collectedAtMs - minutes(10), endMs: collectedAtMs };
const anHourAgo = { startMs: collectedAtMs - minutes(65), endMs: collectedAtMs - minutes(55) };

const recent = loggedFinding("recent", { minutesBefore: [60, 3, 2] });
const old = loggedFinding("old", { minutesBefore: [60, 59] });
const untimed = loggedFinding("untimed", { count: 4, untimed: 4 });
const state = checkedFinding("usage");
const lateReading = checkedFinding("drops", { minutes: [[Math.floor(collectedAtMs / 60_000) + 1, 1]] });

test("what was said in the window is inside with its count there, what tells no time is kept, the rest is outside", () => {
  const { inside, outside, untimedLines } = findingsInWindow([recent, old, untimed, state], lastTen, collectedAtMs);
  assert.deepEqual(
    inside.map(({ finding, countInWindow, because }) => [finding.source, countInWindow, because]),
    [
      ["recent", 2, "said"],
      ["untimed", 0, "untimed"],
      ["usage", 1, "said"],
    ],
  );
  assert.deepEqual([outside.map(({ source }) => source), untimedLines], [["old"], 4]);
});

test("a reading counts as of the collection: in a window long before it, it is outside", () => {
  const { inside, outside } = findingsInWindow([recent, old, state], anHourAgo, collectedAtMs);
  assert.deepEqual([inside.map(({ finding }) => finding.source), outside.map(({ source }) => source)], [["recent", "old"], ["usage"]]);
});

test("a reading that ended after the time its bundle is named by counts as of that time", () => {
  assert.equal(findingsInWindow([lateReading], lastTen, collectedAtMs).inside.length, 1);
});

test("a finding whose older minutes were not kept is not called absent from them", () => {
  const long = loggedFinding("long", { minutesBefore: [3, 2, 1], count: 5000, firstSeenAtMs: collectedAtMs - minutes(300) });
  const [kept] = findingsInWindow([long], anHourAgo, collectedAtMs).inside;
  assert.equal(kept?.because, "unclear");
  const before = { startMs: collectedAtMs - minutes(500), endMs: collectedAtMs - minutes(400) };
  assert.equal(findingsInWindow([long], before, collectedAtMs).inside.length, 0);
});
