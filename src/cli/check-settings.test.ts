import assert from "node:assert/strict";
import { test } from "node:test";
import { InvalidArgumentError } from "commander";
import { parseOnly, parseSetting, parseWindow } from "./check-settings.ts";

test("settings add up", () => {
  const first = parseSetting("usage.warningRatio=0.8");
  assert.deepEqual(parseSetting("usage.issueRatio=0.9", parseSetting("hash-load.warningEntriesPerBucket=2", first)), {
    usage: { warningRatio: 0.8, issueRatio: 0.9 },
    "hash-load": { warningEntriesPerBucket: 2 },
  });
});

for (const text of [
  "usage",
  "usage.warningRatio",
  "usage.warningRatio=",
  "usage.warningRatio=much",
  "usage.warningRatio=-1",
  "usage.warningRatio=Infinity",
  "usage.constructor=1",
  "none.warningRatio=1",
]) {
  test(`the setting ${text} is refused`, () => assert.throws(() => parseSetting(text), InvalidArgumentError));
}

test("a list of checks tolerates blanks", () => assert.deepEqual(parseOnly("usage, drops,"), ["usage", "drops"]));

for (const text of ["", ",", "usage,toString"]) {
  test(`the list of checks "${text}" is refused`, () => assert.throws(() => parseOnly(text), InvalidArgumentError));
}

for (const [text, seconds] of [
  ["0", 0],
  ["0.5", 0.5],
  ["3600", 3600],
] as const) {
  test(`a window of ${text} is ${seconds} s`, () => assert.equal(parseWindow(text), seconds));
}

for (const text of ["", " ", "-1", "3601", "NaN", "2s"]) {
  test(`a window of "${text}" is refused`, () => assert.throws(() => parseWindow(text), InvalidArgumentError));
}
